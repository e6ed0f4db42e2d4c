/** The header by which our own code tells Better Auth's hook for whom an answer is taken. Nothing from outside reaches it. */
export const forPersonHeader = 'x-holdfast-person'
