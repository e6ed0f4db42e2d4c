/** Why a file cannot be read, and the sentence that tells its owner what to do. */
export const refusals = {
  empty: 'The file is empty. Choose a file that holds the bulletin',
  'too large':
    'The file is larger than 10 MB. Take the large pictures out, save it again and choose it again',
  'unknown kind':
    'Holdfast reads .docx, .html, .md and .txt files. Save the bulletin as one of these and choose it again',
  'old word':
    'This is an older Word file. Open it in Word, save it as a Word document (.docx) and choose it again',
  'locked word':
    'This Word file is locked with a password. Open it in Word, take the password off, save it and choose it again',
  'not word':
    'This file is named .docx but it is not a Word document. Open it in Word, save it as .docx and choose it again',
  'broken word': 'This Word file is damaged. Open it in Word, save it under a new name and choose that file',
  'word bomb':
    'This Word file unpacks to far more than a bulletin could hold. Copy its text into a new document and choose that',
  'is word':
    'This is a Word document under another name. Change the end of its name to .docx and choose it again',
  'is pdf':
    'This is a PDF. Open the document it was made from, or copy its text into a Word document, and choose that',
  'is rtf': 'This is a rich text file (.rtf). Open it in Word, save it as .docx and choose it again',
  'is html': 'This is a web page under another name. Change the end of its name to .html and choose it again',
  'not html':
    'This file is named .html but it is not a web page. Change the end of its name to .txt and choose it again',
  binary:
    'This file does not hold text that can be read. Save the bulletin as .docx, .html or .txt and choose it again',
  'no text':
    'No words were found in this file. If they are in a picture, type them into a Word document and choose that',
} as const

export type Refusal = keyof typeof refusals
