import type { PostStory, Story } from './story.ts'

/** Waits for approval when the demo begins. */
export const storyInApproval: Story = {
  monthsAgo: 0,
  preheader: 'The night a bus driver stopped, a new page about consent, and thank you to 112 champions',
  introduction: null,
  articles: [
    {
      heading: 'The night a bus driver stopped',
      body: `On the last 41 from Southfen a girl of fourteen rode to the terminus and did not get off. The driver made tea, rang the missing team's number from the card on his dashboard, and waited with her for forty minutes. She is safe, and she asked us to say thank you to him here.

The card is yours too: ask for as many as you like at [cards@fernshire.example](mailto:cards@fernshire.example).`,
    },
    {
      heading: 'Sharing without delay',
      body: `You do not need a family's agreement to tell children's services that a child may be at risk. You do need to be honest with the family, unless that puts the child in danger. Write down whether they know and, if not, why not. There is a page about it for your team meeting.`,
    },
    {
      heading: '112 champions',
      body: `There are 112 champions in 61 organisations now. Ten schools, two surgeries and the whole of housing in Westvale still have none. If you know the right person there, write to Erin Maddox.`,
    },
    {
      heading: 'Dates',
      body: `- Forum of the champions: second Thursday of the month, Eastwold town hall
- Boys and young men, morning course: two weeks later, Northmoor
- Next bulletin: first week of next month`,
    },
  ],
}

/** Is being written when the demo begins. */
export const storyBeingWritten: Story = {
  monthsAgo: -1,
  preheader: '',
  introduction: null,
  articles: [
    {
      heading: 'After the forum: what you asked for',
      body: `Notes from the tables, to be put in order:

- more time with young people who advise us
- who rings whom at night
- one page about each service, with a photograph of the door`,
    },
    { heading: 'Winter evenings', body: 'Warm places that stay open after school, area by area.' },
  ],
}

export const postStories: readonly PostStory[] = [
  {
    daysAgo: 150,
    title: 'What I got wrong about a quiet boy',
    author: 'Hamid Sarwari',
    as: 'hamid',
    summary: 'He was never late and never rude, so we looked elsewhere.',
    body: `For a year I met a boy every week who was never late and never rude. I wrote *engages well* eleven times. I counted.

He was quiet because being loud had never helped him. What changed it was not a better question. I told him that I was worried about somebody else his age, and asked what he would look for.

He told me in ten minutes what I had not seen in a year.

> You always asked about me. I thought you knew already.

I still write *engages well* sometimes. Then I take it out and write what he did.`,
  },
  {
    daysAgo: 75,
    title: 'The ten minutes after the meeting',
    author: 'Grace Holloway',
    as: 'grace',
    summary: 'Decisions are made at the table. Whether anything happens is decided at the kettle.',
    body: `Every panel has a table and a kettle. At the table we decide. At the kettle somebody says to somebody: *I can ring her now, shall I?*

So we stopped ending meetings on the hour. They end ten minutes early and nobody leaves. In the first month more was begun in those ten minutes than in the week that followed.

It costs nothing but the courage to stop talking.`,
  },
  {
    daysAgo: 20,
    title: 'Reading our own letters',
    author: 'Erin Maddox',
    as: 'erin',
    summary: 'We sent a letter to ourselves and could not find out what it wanted.',
    body: `Last month I sent the letter that we send to parents after a first report to my own address. I opened it at the end of a long day, standing in the hall.

I could not find out what we wanted of me.

## What we changed

- the first line says what has happened, in words a tired person understands
- the second says who will ring, and when
- everything else is on the back

Two parents have rung to say that they understood. That is two more than before.`,
  },
]
