const list = (words: string): readonly string[] => words.split(/\s+/u).filter((w) => w !== '')

/** Small words that the package natural lacks: whole languages, and in English the words of every post. */
export const FURTHER_STOP_WORDS: Readonly<Record<string, readonly string[]>> = {
  en: list(`i'm i've i'll i'd it's that's there's what's let's don't doesn't didn't can't won't isn't wasn't
    aren't weren't couldn't wouldn't shouldn't haven't hasn't hadn't you're you've we're we've they're he's she's
    im ive dont didnt doesnt cant wont isnt wasnt thats its whats get got getting gets go going goes went gone
    come came coming outside inside back really very much many lot lots just still even ever never always also too like love hate good
    great bad nice best worst better worse please thanks thank ok okay yes no not lol omg today tomorrow
    yesterday monday tuesday wednesday thursday friday saturday sunday morning evening afternoon tonight now then again day days time times week thing things something anything nothing everything
    someone anyone everyone somebody anybody everybody nobody people one two three four five six seven eight nine ten eleven twelve first last new old make made makes making take took want
    wanted need know think say said says tell told see seen saw look looks use used using ask asked asking asks give given gave gives every each another other others most more less few much
    put puts keep keeps kept let lets left feel feels felt find found try tries tried trying seem seems call called
    work works actually almost already around away both bit back big little long next part place real right same
    since start started stop such sure though through twice under until while whole without yet honestly literally
    basically definitely maybe probably quite rather pretty someone somewhere stuff guys guy man hey hello hi please
    anyone ago half hour hours minute minutes month months year years will would could
    should can may might must shall us me my mine your yours our ours their his her hers him them they we you he
    she it this that these those here there where when why how who what which than so if or and but as at by for
    from in into of off on onto out over to up down with without about after before again because while until
    is am are was were be been being have has had having do does did doing
    pls plz thx thnx ty thru asap wtf omg lmao haha hahaha ugh yeah yep nope yay wow amp via per plus hrs mins
    seriously truly totally absolutely completely extremely incredibly nearly apparently unfortunately hopefully
    likely possible probably usually currently recently finally eventually instead except despite however anyway
    anymore either neither otherwise meanwhile together quick quickly easy easily hard able unable willing ready
    done complete single several least enough full total certain especially exactly simply clearly obviously
    mean means meant miss happen happens happened happening suggest suggested remember forget forgot understand
    explain explained provide provided continue knew knows known hear heard hope hoping wish wonder wondering
    thought guess believe decide decided seen talk talked speak spoke send sent sending receive received
    receiving add added adding accept accepted bring brought become turn turned run running sit sitting stand
    standing live end ended moment situation reason idea point fact person man woman lady girl boy case help
    wonderful amazing awesome fantastic excellent perfect beautiful lovely cute cool glad happy proud excited
    terrible horrible awful ridiculous disappointed disappointing frustrated frustrating annoyed annoying upset
    angry sad sorry crazy unbelievable unacceptable pathetic shame suck sucks sucked fuck fucking shit damn hell
    crap hated loved loving enjoy enjoyed soon`),
  de: list(`aber alle allem allen aller alles als also am an auch auf aus bei bin bis bist da damit dann das dass
    dein deine dem den der des dich die dir doch dort du durch ein eine einem einen einer eines er es etwas euch
    euer für gegen gerade gibt hab habe haben hat hatte heute hier hin ich ihm ihn ihnen ihr ihre im in immer ins
    ist ja jede jeder jetzt kann kein keine können könnt machen macht mal man mehr mein meine mich mir mit muss
    nach nicht nichts noch nun nur ob oder ohne schon schön sehr sein seine seit sich sie sind so soll sondern
    über um und uns unser unter viel vom von vor war waren warum was weg weil wenn wer werden wie wieder will wir
    wird wo wohl wurde zu zum zur zwischen danke bitte leider gut schlecht einfach ganz eben halt nie`),
  ar: list(`في من على إلى عن مع هذا هذه ذلك التي الذي كان كانت يكون لم لن لا ما هو هي هم أنا نحن أنت و أو ثم بل قد
    كل بعض عند بعد قبل حتى إذا لو كما أن إن كيف لماذا متى أين جدا فقط ايضا أيضا يا شكرا`),
  hi: list(`और का की के को है हैं था थी थे में से पर यह वह ये वे मैं हम तुम आप नहीं भी तो ही कि जो कर करने किया
    गया एक लिए साथ बहुत कुछ अब तक जब कब क्या क्यों कैसे कहां मेरा मेरी मेरे आपका अपने ने या फिर hai hain nahi ka
    ki ke ko se mein par aur bhi toh hi ye wo kya kyu kar raha rahe`),
  tr: list(`ve bir bu şu o da de ki mi mı mu mü için ile çok daha en gibi ama fakat ya ben sen biz siz onlar ne
    neden nasıl var yok değil her şey kadar sonra önce`),
  id: list(`yang dan di ke dari untuk ini itu dengan tidak gak nggak ada juga saya aku kamu kita mereka dia akan
    sudah udah belum bisa lagi aja saja banget sangat karena kalau kalo tapi atau pada oleh`),
}
