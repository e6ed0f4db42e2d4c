/** How each title is written, whatever dots and capitals the sheet uses. */
export const titles: ReadonlyMap<string, string> = new Map(
  (
    'Mr Mrs Ms Miss Mx Dr Prof Professor Rev Revd Reverend Sir Dame Lady Lord Cllr Councillor PC ' +
    'DC DS DI DCI PS PCSO Sgt Insp Supt Father Fr Canon Imam Rabbi Doctor Sister'
  )
    .split(' ')
    .map((title) => [title.toLowerCase(), title]),
)

export const lettersAfterNames: ReadonlySet<string> = new Set(
  'mbe obe cbe qpm kpm rn rgn rmn rhv scphn bsc ba ma msc phd pgce npqh jp frcpch mrcgp bem esq'.split(' '),
)

/** Words that belong to the family name behind them. */
export const particles: ReadonlySet<string> = new Set(
  'de da di du dos das del della van von der den la le bin ibn al el ap ab st ter ten abu'.split(' '),
)

/** Those of them that are written small. */
export const smallParticles: ReadonlySet<string> = new Set(
  'de da di du dos das del della van von der den bin ibn ap ab ter ten'.split(' '),
)

/** Short forms people use for themselves, each list behind the name they stand for. */
const families =
  'alexander: alex sandy; andrew: andy drew; anthony: tony; benjamin: ben; ' +
  'catherine: cath cathy kate katie kat cat katherine kathryn catharine kathy; ' +
  'charles: charlie chas; christine: chris chrissie; christopher: chris; daniel: dan danny; ' +
  'david: dave; deborah: deb debbie debra; edward: ed eddie ted; ' +
  'elizabeth: liz lizzie beth betty eliza elisabeth; frances: fran; francis: frank; ' +
  'gregory: greg; jacqueline: jackie jacqui; james: jim jimmy jamie; jennifer: jen jenny; ' +
  'john: jon johnny jack jonathan; joseph: joe; joanne: jo joanna; kenneth: ken; ' +
  'lawrence: larry laurence; margaret: maggie meg peggy; matthew: matt; michael: mike mick; ' +
  'mohammed: mohammad muhammad mohamed mo mohd; nicholas: nick; nicola: nicky nikki; ' +
  'pamela: pam; patricia: pat trish; peter: pete; philip: phil phillip; rebecca: becky becca; ' +
  'richard: rich dick rick; robert: rob bob bobby robbie; samantha: sam; samuel: sam; ' +
  'sandra: sandy; stephen: steve steven; susan: sue suzie; theresa: teresa terri; ' +
  'thomas: tom tommy; timothy: tim; valerie: val; victoria: vicky vicki; ' +
  'william: will bill billy liam;'

export const shortForms: ReadonlyMap<string, string> = new Map(
  families
    .split('; ')
    .map((family) => family.replace(';', '').split(': '))
    .flatMap(([full = '', shorts = '']) => shorts.split(' ').map((short) => [short, full] as const)),
)
