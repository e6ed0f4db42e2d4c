import { Document, Packer, Paragraph } from 'docx'

/**
 * A bulletin as somebody typed it into Word years ago: no heading styles, one line above each article, lists, and words of
 * young people. “Dates for June” could be an article or a line above a list, and only a person can know.
 */
export function oldBulletin(): Promise<Buffer> {
  const line = (text: string) => new Paragraph(text)
  const point = (text: string) => new Paragraph({ text, bullet: { level: 0 } })
  const children = [
    line('Fernshire Champions Bulletin - May 2016'),
    line(''),
    line('Boats on the Larkmere'),
    line(''),
    line('The Larkmere centre has two new boats for groups of young people who come with a worker.'),
    line(''),
    line('They can be booked from the first of June. Each boat takes eight people and a dog.'),
    line(''),
    line('Dates for June'),
    line(''),
    point('Tuesday 10 June, Northmoor'),
    point('Thursday 19 June, Southfen'),
    line(''),
    line('What young people said'),
    line(''),
    line('We asked a group at the Rowan House what makes a good worker, and they wrote this for us.'),
    line(''),
    line('“Someone who rings back when they said they would.”'),
    line(''),
    line('“Someone who does not write while I talk.”'),
    line(''),
    line('Nobody Asked Me campaign'),
    line(''),
    line('The campaign has three posters for waiting rooms and bus stops. On them stands:'),
    line(''),
    point('Nobody asked me where I slept'),
    point('Nobody asked me who paid for the taxi'),
    point('Nobody asked me what I would have liked'),
  ]
  return Packer.toBuffer(new Document({ sections: [{ children }] }))
}
