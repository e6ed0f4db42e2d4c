import type { PastStory } from './story.ts'

/** The editions that have gone out, the oldest first. Everyone and everything in them is invented. */
export const pastStories: readonly PastStory[] = [
  {
    monthsAgo: 11,
    mishaps: {
      refused: 3,
      returned: 4,
      full: 2,
      inDoubt: 0,
      unsubscribed: 2,
      complained: 0,
      sentAgain: true,
    },
    preheader:
      'A new way to reach the missing team, what a survey of taxi drivers told us, and free places in training',
    introduction:
      'This is the first bulletin that comes from Holdfast. It has the same people and the same questions as before. Tell us what you miss.',
    articles: [
      {
        heading: 'One number for the missing team',
        body: `From the first of the month there is one number for everything about missing children in Fernshire: **01632 960 114**, from 8am to 10pm on every day of the year.

Ring it when

- you expect a child back and they are late, and it is unlike them
- you know something about where a missing child may be
- you want to plan ahead for a child who often goes missing

When somebody is in danger now, ring 999 first.`,
      },
      {
        heading: 'What taxi drivers noticed',
        body: `Ines Carvalho asked 84 drivers at the ranks of Larkmere and Eastwold what they see at night. Nearly half had driven a young person who seemed afraid of the adult beside them. Few had known whom to tell.

> I thought ringing the police meant an hour at the station. Nobody told me I could just ring and say what I saw.
>
> — A driver from Eastwold

A card with three questions and the missing team's number now hangs at every rank in the county.`,
      },
      {
        heading: 'Free places in training',
        body: `Three mornings are left this term. Each is for 16 people from at least four agencies.

1. Trusted relationships with young people who have every reason not to trust
2. Boys and young men: what we overlook, and why
3. Writing about children as if they will read it

Write to [training@fernshire.example](mailto:training@fernshire.example) with the name of your organisation.`,
      },
      {
        heading: 'Say hello to Sam Okonjo',
        body: `Sam joins the Wayfarer Trust as a return interviewer for Westvale. Sam was a youth worker on the coast for nine years and says the best conversations happen in the car.`,
      },
    ],
  },
  {
    monthsAgo: 8,
    mishaps: {
      refused: 2,
      returned: 2,
      full: 1,
      inDoubt: 0,
      unsubscribed: 1,
      complained: 1,
      sentAgain: false,
    },
    preheader: 'Young people wrote the questions for our interviews. Also: hotels, and a forum in Northmoor',
    introduction: null,
    articles: [
      {
        heading: 'Questions written by those who were asked',
        body: `Seven young people who had been missing last year met over two Saturdays and rewrote the questions of our return interviews. They took out eleven and put in four.

> Do not ask me why. Ask me what was there that was not at home.

> Start with food. Then shut up for a bit.

The new questions are in use since Monday. Jo Tranter collects what you notice when you use them.`,
      },
      {
        heading: 'Hotels and holiday parks',
        body: `Officers visited 31 hotels and holiday parks with a young volunteer who tried to take a room with an older man. Twelve asked good questions. The other nineteen have had a visit and a poster since, and are visited again in the summer.

If you run events in such places, ask for the poster at [hotels@fernshire.example](mailto:hotels@fernshire.example).`,
      },
      {
        heading: 'The forum in Northmoor',
        body: `Sixty champions from schools, surgeries and housing met in the old corn hall. The notes are with your coordinator. Three things we agreed on:

- every organisation names a second champion, so that a holiday is not a gap
- we say *exploited*, never *involved in*
- a school that hears first rings first, and writes afterwards`,
      },
      {
        heading: 'Words matter: “streetwise”',
        body: `We read 40 referrals and found the word *streetwise* in nine of them. It was meant kindly. It tells the next reader that this child needs less from us. Write what you saw instead: *She knew the night bus by heart and had not eaten since noon.*`,
      },
    ],
  },
  {
    monthsAgo: 5,
    mishaps: {
      refused: 4,
      returned: 1,
      full: 2,
      inDoubt: 0,
      unsubscribed: 3,
      complained: 0,
      sentAgain: true,
    },
    preheader: 'Summer on the water, a safe place in the library, and how long a return interview takes',
    introduction: null,
    articles: [
      {
        heading: 'Boats on the Larkmere',
        body: `The Larkmere water centre keeps two boats free on weekday mornings for groups of young people who have a worker with them. There is no form. Ring the day before on **01632 960 172**.`,
        picture: 'boats',
      },
      {
        heading: 'A safe place between the shelves',
        body: `All nine libraries of the county now have a corner where a young person can sit without being asked what they read. Staff know how to listen, when to leave somebody alone, and whom to ring.

Look for the yellow lighthouse at the door.`,
      },
      {
        heading: 'Two interviews in three are offered within 72 hours',
        body: `Between January and June, 68 in 100 return interviews were offered within 72 hours of the child's return. The year before it was 51. Most of the late ones had no telephone number on the report, so add one when you report, even if it is a friend's.`,
      },
      {
        heading: 'Champions over the summer',
        body: `Schools close and risk does not. From 22 July each area has a named person for champions to talk a worry through:

- Northmoor: Tess Braithwaite
- Eastwold: Quinn Delaney
- Southfen: Hamid Sarwari
- Westvale: Sam Okonjo`,
      },
      {
        heading: 'Feedback from the spring',
        body: `You told us that the bulletin was too long, so this one is shorter. You also told us that you want more from the young people themselves. So do we.`,
      },
    ],
  },
  {
    monthsAgo: 2,
    mishaps: {
      refused: 3,
      returned: 2,
      full: 2,
      inDoubt: 2,
      unsubscribed: 1,
      complained: 0,
      sentAgain: false,
    },
    preheader: 'What boys tell us when we ask, new posters for waiting rooms, and a date for the forum',
    introduction: null,
    articles: [
      {
        heading: 'What boys tell us when we ask',
        body: `In a year the Beacon service worked with 26 boys and young men. Nineteen of them were first known for something they had done. Hamid Sarwari read back through the files and found that in fourteen a professional had written down a sign of exploitation before, and nobody had asked about it.

> They asked who I sold to. No one asked who I owed.

Three questions to carry with you:

1. Who do you owe, and what happens if you do not pay?
2. Who has your phone when you do not?
3. When did you last sleep at home because you wanted to?`,
      },
      {
        heading: 'Posters for waiting rooms',
        body: `There are four new posters, made with pupils of Larkmere Academy, in English, Polish, Romanian, Arabic and Urdu. Ask your coordinator, or print them yourself from November on.

نحن هنا لنستمع إليك`,
      },
      {
        heading: 'The yearly forum',
        body: `The champions meet in Eastwold town hall, with lunch, on the second Thursday of next month. Booking opens in Holdfast and you get a mail on the day.`,
      },
      {
        heading: 'New at the partnership',
        body: `Nia Prosser makes the figures for the board now. Her first question to all of us: which number would change what you do tomorrow?`,
      },
    ],
  },
]
