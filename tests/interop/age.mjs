// age in JavaScript for the tests: new | recipient IDENTITY | encrypt RECIPIENT... | decrypt IDENTITY; data through standard input and output.
import { readFileSync, writeSync } from "node:fs"
import * as age from "age-encryption"

const [, , what, ...keys] = process.argv
const all = () => new Uint8Array(readFileSync(0))

async function answer() {
    if (what === "new") return Buffer.from(await age.generateHybridIdentity())
    if (what === "recipient") return Buffer.from(await age.identityToRecipient(keys[0]))
    if (what === "encrypt") {
        const encrypter = new age.Encrypter()
        for (const key of keys) encrypter.addRecipient(key)
        return Buffer.from(await encrypter.encrypt(all()))
    }
    const decrypter = new age.Decrypter()
    decrypter.addIdentity(keys[0])
    return Buffer.from(await decrypter.decrypt(all()))
}

const bytes = await answer()
for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
