// Invented people have names of many origins, as a county has. Given and family names are combined by number, so that the
// demo is the same everywhere; no pair is meant to be anybody.
const given = `
  Aisha Alun Amara Anouk Arjun Beatrix Benedict Blessing Bronwen Callum Chiara Chidi Cora Dafydd
  Danuta Desmond Dilys Eamon Edie Efua Elif Ewan Farah Fergus Fiona Gareth Giulia Gwen Halima
  Harriet Hassan Helga Idris Ifeoma Imogen Ioana Ivo Jaya Joaquim Josie Kamal Katya Kieran Kofi
  Laszlo Leila Lorna Mabel Magnus Mairead Malik Marta Mei Milo Morwenna Nadia Nasreen Neville Niamh
  Obi Odette Oluwaseun Orla Otto Parveen Perpetua Petros Priya Rafael Renata Rhys Rowena Sadia
  Sanjay Shanice Sinead Soren Tamsin Tariq Thandi Ursula Valentin Wanda Xiulan Yusuf Zainab Zofia`
  .trim()
  .split(/\s+/)
const family = `
  Abara Achterberg Adair Ahmadi Aldous Banerjee Barraclough Bielak Birtwistle Brennan Cadogan
  Cattermole Chaudhry Chowdhury Clegg Cobbold Costa Crabtree Darwish Demir Dlamini Drinkwater
  Dziedzic Eboue Entwistle Esposito Fairbrother Farrukh Featherstone Ferreira Gallagher Gathercole
  Georgiou Ghatak Goldthorpe Gwynne Hardacre Haverstock Hinchcliffe Hughes Ibekwe Iqbal Jankowski
  Jagger Kapoor Kaur Kelleher Kettlewell Khatun Kowalczyk Lamptey Leadbetter Liang Llewellyn Lumley
  Mackintosh Mahmood Mazur McAllister Mensah Moncrieff Mwangi Nakamura Nettleship Nwosu O’Driscoll
  O’Hara Oduya Ogden Osei Padgett Papadaki Patel Pemberton Pereira Poole-Hartley Popescu Quigley
  Quaye Rahman Ramsbottom Redfearn Romero Rzepka Saeed Sandhu Schofield Sengupta Shaw Silva
  Stonehouse Sutcliffe Szabo Tembo Thistlewood Tiwari Tran Tuffnell Udoh Unsworth Varga Vickery
  Wadsworth Wanjiru Whitlock Winterbottom Wong Yeboah Yildiz Zaman Zielinski`
  .trim()
  .split(/\s+/)

/**
 * The name of the demo's person with this number. More than three thousand numbers pass before a pair comes
 * again.
 */
export function nameOf(number: number): { given: string; family: string } {
  return {
    given: given[(number * 31) % given.length] ?? '',
    family: family[(number * 17 + 5) % family.length] ?? '',
  }
}
