const scratch = new DataView(new ArrayBuffer(8));

/** Growing bytes in the encodings of the WebAssembly binary format. */
export class ByteSink {
  private bytes = new Uint8Array(256);
  length = 0;

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(this.length + 1);
    this.bytes[this.length++] = value;
  }

  raw(data: ArrayLike<number>): void {
    if (this.length + data.length > this.bytes.length) this.grow(this.length + data.length);
    this.bytes.set(data, this.length);
    this.length += data.length;
  }

  /** Unsigned LEB128 of an integer below 2³². */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Signed LEB128. */
  signed(value: number | bigint): void {
    let rest = BigInt.asIntN(64, BigInt(value));
    let more = true;
    while (more) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      more = rest !== (low & 0x40 ? -1n : 0n);
      this.byte(more ? low | 0x80 : low);
    }
  }

  f32(value: number): void {
    scratch.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.byte(scratch.getUint8(i));
  }

  f64(value: number): void {
    scratch.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.byte(scratch.getUint8(i));
  }

  text(value: string): void {
    const utf8 = new TextEncoder().encode(value);
    this.unsigned(utf8.length);
    this.raw(utf8);
  }

  /** A length in bytes, then what `fill` writes. */
  sized(fill: (out: ByteSink) => void): void {
    const inner = new ByteSink();
    fill(inner);
    this.unsigned(inner.length);
    this.raw(inner.view());
  }

  view(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
