/**
 * The roles a person can hold, with what kind of data each opens. Casework roles need a strong sign-in, the organisation
 * coordinator's request and the responsible manager's approval; network roles are granted by the partnership officer.
 */
export const roles = {
  champion: { name: 'Champion', opens: 'network' },
  practitioner: { name: 'Practitioner', opens: 'casework' },
  coordinator: { name: 'Organisation coordinator', opens: 'network' },
  line_manager: { name: 'Line manager', opens: 'network' },
  officer: { name: 'Partnership officer', opens: 'network' },
  approver: { name: 'Approver', opens: 'network' },
  service_manager: { name: 'Service manager', opens: 'casework' },
  service_worker: { name: 'Service worker', opens: 'casework' },
  facilitator: { name: 'Programme facilitator', opens: 'casework' },
  missing_coordinator: { name: 'Missing coordinator', opens: 'casework' },
  return_interviewer: { name: 'Return interviewer', opens: 'casework' },
  panel_coordinator: { name: 'Panel coordinator', opens: 'casework' },
  panel_chair: { name: 'Panel chair', opens: 'casework' },
  panel_member: { name: 'Panel member', opens: 'casework' },
  analyst: { name: 'Analyst', opens: 'network' },
  governance: { name: 'Information governance officer', opens: 'network' },
  administrator: { name: 'Administrator', opens: 'network' },
} as const satisfies Record<string, { name: string; opens: 'network' | 'casework' }>

export type Role = keyof typeof roles

export const isRole = (text: string): text is Role => Object.hasOwn(roles, text)
