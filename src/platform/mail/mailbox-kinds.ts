/** Names before the @ that belong to a team or a function. Data, so that a new one is a new word in a list. */
export const roleMailboxes: ReadonlySet<string> = new Set(
  `abuse accounts admin administration administrator admissions all attendance board bookings bursar business calls
  childrens clerk comms communications community complaints contact contactus customerservice dsl dutyteam duty
  enquiries enquiry events everyone facilities feedback finance frontdesk frontoffice general governors head
  headteacher headsoffice hello help helpdesk hr info information inbox intake it jobs legal list mail mailbox main
  manager managers marketing mash media members news newsletter noreply no-reply nursery office officer operations
  partnership pastoral personnel post postbox postmaster practice press principal privacy reception recruitment
  referral referrals register registrations root safeguarding sales school schooloffice secretary security senco
  service services shared social staff subscriptions support surgery team teams training webmaster welfare`.split(
    /\s+/,
  ),
)

/** Domains where private people keep their mailbox in the United Kingdom. */
export const privateProviders: ReadonlySet<string> = new Set(
  `aim.com aol.co.uk aol.com blueyonder.co.uk btconnect.com btinternet.com btopenworld.com duck.com fastmail.com
  fastmail.co.uk fsmail.net gmail.com gmx.co.uk gmx.com gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com
  hotmail.fr hushmail.com icloud.com inbox.com live.co.uk live.com live.ie mac.com mail.com mail.ru me.com msn.com
  ntlworld.com o2.co.uk orange.net outlook.co.uk outlook.com pm.me proton.me protonmail.com rocketmail.com sky.com
  supanet.com talk21.com talktalk.net tesco.net tiscali.co.uk tuta.com tutanota.com virgin.net virginmedia.com
  wanadoo.co.uk yahoo.co.uk yahoo.com yahoo.ie yandex.com ymail.com zen.co.uk zoho.com`.split(/\s+/),
)
