import { declarePermissions } from '#platform/declare/declarations.ts'

export const authPermissions = declarePermissions('auth', {
  set_agency_sign_in: {
    says: 'Set up an organisation’s own sign-in.',
    roles: ['administrator'],
  },
  confirm_agency_sign_in: {
    says: 'Take the second look at an organisation’s own sign-in.',
    roles: ['officer', 'governance'],
  },
  see_agency_sign_ins: {
    says: 'See which organisations sign their own people in.',
    roles: ['administrator', 'officer', 'governance'],
  },
  ask_after_device_loss: {
    says: 'Ask that somebody of one’s own organisation who lost a device may set up sign-in again.',
    roles: ['coordinator'],
  },
  decide_device_loss: {
    says: 'Check who it is and let them set up sign-in again.',
    roles: ['officer', 'administrator'],
  },
  see_device_losses: {
    says: 'See who asked after a lost device and what came of it.',
    roles: ['coordinator', 'officer', 'administrator'],
  },
})
