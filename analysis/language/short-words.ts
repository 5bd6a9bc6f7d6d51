/** Words that mark Hindi written in Latin letters and are rare elsewhere. */
export const ROMANISED_HINDI: ReadonlySet<string> = new Set(
  `hai hain nahi nahin nhi kya kyu kyun kyon aur bhi bhai mein mera meri mere tera teri tum tumhe aap
  apna apne apni hum humko karo karna karne karta karte raha rahe rahi tha thi gaya gayi gaye hua hui
  bahut bohot accha acha achha yaar yeh woh wahi jab tab phir koi kuch sab liye wala wale wali kaise
  kaisa kahan abhi sirf jaise matlab zindagi pyaar dil desh janta sarkar nhi rha rhe rhi gya gye gyi hoga
  hogi honge kare kaam pehle dekho dekha bolo bola isme isko usko uska uske iska iske unka unko inka aaj
  raat logo logon ghar paani pyar dost bhaijaan sala saala kutte gandu chutiya bakwas zabardast jabardast
  sabki sabka sabko sabhi apko aapko aapka aapki aapke mujhe mujhko mujhse tujhe tujhko tumhara tumhari
  hamara hamare hamari humara humare jaao aaya aayi aaye gaana sach jhoot bilkul zyada jyada thoda thodi
  bada badi chota acche achhe achi achha theek thik naam paise paisa bhagwan neta garib kisan kisano
  kisi kabhi itna itni kitna kitne kitni jitna chalo haan lekin magar kyuki kyunki isliye warna wahan
  yahan waha yaha unhe inhe jisne usne isne kaun konsa waise vaise aisa aise aisi nikala karke krke diya
  diye liya bhaiya behen maa baap beta beti sahab khud baad padega payega sakta sakte sakti chahiye hona
  hone deta dete lagta lagti lagi laga hoti hote hota`
    .split(/\s+/u)
    .filter((word) => word.length > 2),
)

/** Words that tell the language of a post of two or three words. */
export const SHORT_WORDS: readonly [string, ReadonlySet<string>][] = [
  ['de', new Set(['danke', 'nein', 'sehr', 'nicht', 'und', 'bitte', 'schlecht', 'geil', 'lecker'])],
  ['fr', new Set(['merci', 'oui', 'très', 'jamais', 'bonjour', 'génial', 'nul', 'pourquoi'])],
  ['es', new Set(['gracias', 'muy', 'nunca', 'hola', 'bueno', 'malo', 'pésimo', 'porqué'])],
  ['pt', new Set(['obrigado', 'obrigada', 'muito', 'não', 'ótimo', 'péssimo', 'legal'])],
  ['it', new Set(['grazie', 'molto', 'ciao', 'bello', 'buono', 'pessimo', 'perché'])],
  ['nl', new Set(['bedankt', 'niet', 'goed', 'slecht', 'lekker', 'dank'])],
  [
    'en',
    new Set(['the', 'thanks', 'love', 'great', 'nope', 'yes', 'what', 'why', 'awful', 'good']),
  ],
]

/** Little words of English that no other language of ours writes the same way. */
export const ENGLISH: ReadonlySet<string> = new Set(
  `the and you that with this have they their there would could should what when where which who
  because about your you're you've i'm i've i'll it's that's don't doesn't didn't can't won't isn't
  wasn't he's she's we're they're been being were does did just then than them our every from into
  only over very after before some any much many more most other how why will shall might must my
  me his her she he we get got`.split(/\s+/u),
)
