import type { Keeping } from '#platform/declare/module.ts'

/** The audit outlives what it tells of. Nothing takes lines out of it. */
export const keeps: readonly Keeping[] = [
  {
    table: 'platform.audit_entry',
    kept: 'as long as the installation',
    because: 'it proves who saw and did what; it holds opaque ids, counts and codes only',
  },
  {
    table: 'platform.audit_about',
    kept: 'as long as the lines it belongs to',
    because: 'it is the way to them by record',
  },
  {
    table: 'platform.audit_seal',
    kept: 'as long as the installation',
    because: 'a chain proves nothing with a link gone',
  },
  {
    table: 'platform.audit_verification',
    kept: 'as long as the installation',
    because: 'it shows when the audit was last known to be whole',
  },
]
