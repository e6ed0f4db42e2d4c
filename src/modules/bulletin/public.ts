// The front door: what other modules may call. Nobody needs the bulletin yet: what it shows of them comes to it as live blocks.
export {}
