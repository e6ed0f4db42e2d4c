import { crc32, deflateRawSync } from 'node:zlib'

export type Part = {
  readonly name: string
  readonly content: Buffer
  readonly encrypted?: boolean
  /** The size the directory states, where it is not the true one. */
  readonly claims?: number
}

/** A zip file made by hand, so that it may lie about sizes and claim to be encrypted. */
export const zipOf = (parts: readonly Part[]): Buffer => {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, encrypted = false, claims = content.length } of parts) {
    const packed = deflateRawSync(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(encrypted ? 1 : 0, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(claims, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    const entry = [
      Buffer.from('PK\u0001\u0002', 'latin1'),
      Buffer.from([20, 0]),
      fields,
      tail,
      Buffer.from(name),
    ]
    locals.push(local)
    directory.push(Buffer.concat(entry))
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, central, Buffer.from('PK\u0005\u0006', 'latin1'), end])
}
