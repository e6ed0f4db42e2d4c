import { prepareFile, type PreparedFile } from '#platform/files/prepare-file.ts'

/** Two boats on flat water, drawn here so that the demo has a picture that is nobody's. */
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 600" width="1200" height="600">
<rect width="1200" height="600" fill="#cfe3e8"/><rect y="330" width="1200" height="270" fill="#5f93a3"/>
<path d="M0 330 200 250 420 322 640 220 900 318 1200 260V330z" fill="#6f8f7c"/>
<g stroke="#ffffff" stroke-width="4" opacity=".5"><path d="M80 420h160M420 470h220M820 440h180M200 540h260M760 540h200"/></g>
<path d="M250 430h230l-36 44H286z" fill="#8c2f23"/><path d="M360 240v190" stroke="#16232b" stroke-width="8"/><path d="M372 256v150h100z" fill="#ffffff"/>
<path d="M690 400h200l-32 40H722z" fill="#0e4b5a"/><path d="M786 230v170" stroke="#16232b" stroke-width="8"/><path d="M774 246v130h-86z" fill="#f4d35e"/>
</svg>`

export async function drawBoats(): Promise<PreparedFile> {
  const { default: sharp } = await import('sharp')
  const bytes = await sharp(Buffer.from(drawing)).jpeg({ quality: 80 }).toBuffer()
  return prepareFile({ name: 'boats.jpg', bytes }, { allowed: ['image'] })
}
