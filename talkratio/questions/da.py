"""How Danish asks: the words, where clauses begin, and the rules in the order in which they are tried."""

# ruff: noqa: E501 - a pattern in one piece reads better than in two
from __future__ import annotations

from talkratio.questions.grammar import Grammar, any_of, listed, pattern, rule
from talkratio.questions.words_da import (
    ADVERB,
    FILLERS,
    IMPRESSED,
    IRREGULAR,
    NO_VERB,
    OBJECT,
    OPEN_NOUN,
    SPOKEN,
    STRONG,
    VERBS,
)

FINITE = rf"(?:{STRONG}|{VERBS})"
ENDING = rf"(?!{NO_VERB}\b)[a-zæøåé]{{2,}}(?:er|år|ør|or|ede|te)"
VERB = rf"(?:{FINITE}|{ENDING})"
PASSIVE = rf"(?!{NO_VERB}\b)[a-zæøåé]{{2,}}(?:es|edes|tes)"
I_YOU = any_of("jeg du han hun vi man")
YE = r"i(?! (?:dag|går|morgen|aften|aftes|nat|stand|gang|tvivl|orden|år|forvejen|alvor|øvrigt|sin|sit|sine|hele|det|den|en af)\b)"
IT = any_of("det den de der dette denne disse nogen noget nogle alle folk begge ingen enhver")
HV = any_of("hvad hvem hvor hvornår hvilken hvilket hvilke hvordan hvorfor hvorhen hvorledes hvormed hvorfra")
PREP = rf"(?:{any_of('på i med til for af fra om ved hos under over efter siden omkring gennem ud_fra ad')} )?"
ORDER = rf"så (?:det|den|de|jeg|han|hun|vi|man|der|folk)\b|(?:gør|kom|løb|bed) {any_of('det den de dem')}\b(?! (?:ikke )?{any_of('ondt noget en dig nogen mere det du der svært')}\b)"

# The verb and then its subject. Before "du" any word may be a verb; a noun may follow a verb that everybody knows as one:
# "sover manden", not "piger er". "jo" never stands in a question.
WITH_PRONOUN = (
    rf"(?:(?:{VERB}|{IRREGULAR}) {I_YOU}|{FINITE} {YE}|(?:{FINITE}|{ENDING}) {IT})\b(?! {any_of('jo sgu skam')}\b)"
)
WITH_NOUN = rf"(?!{any_of('kom gør løb sov bed så bad lo holdt ved')} ){FINITE} (?!{ADVERB}\b|{FINITE}\b|{OBJECT}\b)\S+"
INVERTED = rf"(?!{ORDER})(?:{WITH_PRONOUN}|{WITH_NOUN})"
BETWEEN = rf"(?: (?!(?:{I_YOU}|i(?= {FINITE}\b)|det|den|der|som|at|og|men|fordi|eller)\b)\S+)"
MON = rf"{HV} mon\b"
WHICH = rf"(?:hvor mange|hvilken|hvilket|hvilke)(?: (?!{FINITE}\b)\S+)"
HOW = (
    rf"hvor {any_of('meget længe tit ofte langt stor stort store godt vigtigt svært gammel tæt tilfreds højt hurtigt')}"
)
PLAIN = rf"(?!hvor mange\b|hvilk){HV}"
ASKED = rf"""(?:{PREP}(?:{WHICH}|{PLAIN}){BETWEEN}{{0,7}}? (?:{VERB}|{PASSIVE}|\S+(?= {I_YOU}\b))(?! som\b)(?!\S)
|{PREP}(?:hvor mange|hvilken|hvilket|hvilke) {FINITE}\b|{MON})""".replace("\n", "")
ASKED_INVERTED = rf"{PREP}(?:(?:{WHICH}|{HOW}|(?!hvor\b){PLAIN}){BETWEEN}{{0,3}}?|hvor) {VERB} (?:{I_YOU}|{YE}|{IT}|{any_of('din dit dine jeres vores')})\b"

LEAD = rf"""(?:(?:{
    any_of('''og men jamen nå ja jo nej okay tak_for_i_dag tak_for_det tak fint godt super for eller hej goddag undskyld_mig undskyld hør ah åh ih klart
præcis netop selvfølgelig gud se dejligt spændende nemlig vent forresten hey sig_mig lad_mig_se så_så''')
}
|så(?= {HV})) )+""".replace("\n", "")
LINK = any_of("og men okay ja nej nå jamen godt fint klart")
PROPOSED = rf"skal vi {any_of('aftale sige tage prøve starte gå lave snakke tale se')}"
ANYTHING = r"er der (?:andet|mere|flere ting|noget (?:du|i|andet|mere|særligt))|er det (?:rigtigt (?:forstået|hørt)|korrekt|(?:\S+ ){1,5}eller)"
SURE = rf"""{ASKED_INVERTED}|{MON}|(?!hvor\b){PLAIN} {STRONG}(?! {OBJECT}\b)|hvor (?:\S+ )?{VERB} (?:du|{YE})
|(?<=spørge ){STRONG} (?:{I_YOU}|{YE}|{IT})""".replace("\n", "")
NOT_SAID = "".join(rf"(?<!\b{word} )" for word in ("et", "sige", "siger", "sagde", "sagt", "svare", "svarer"))
"""a yes or no that somebody says, or that is one, begins nothing"""
OPENS = (
    rf"(?<!\S)(?:(?:{LINK} )*(?:(?P<sure>{SURE})|{HV} {STRONG} (?!{ADVERB}\b|{OBJECT}\b)\S+|(?!så du {VERB}(?!\S)){FINITE} du(?! *$)|{PROPOSED}|{ANYTHING})(?!\S)",
    rf"(?:{LINK} )+{STRONG} (?:{I_YOU}|{YE}|{IT})\b",
    rf"{NOT_SAID}{any_of('okay ja nej')}(?!\S)(?! *$)",
    rf"(?:{any_of('og men')} {any_of('jeg du vi han hun det den der så hvis når')}|for {any_of('jeg du vi han hun')})(?!\S))",
)
SUBORDINATE = any_of("når hvis da fordi selvom mens efter inden før siden som om at så_længe hver_gang både jo")
TOPIC = any_of(
    """ved vidste vide husker huske uanset
    præcis som at så der her nu da dag går morgen aften år uge uger gang gange måske derfor ellers desuden også bare det den dem de dette hvis
    når fordi endelig først sidst sommetider altid siden efter dengang hvad hvem hvor hvornår hvordan hvorfor og men eller tit ofte nogle
    måneder måned samtidig heldigvis desværre faktisk egentlig mandag tirsdag onsdag torsdag fredag jeg du han hun vi man i sidste
    næste måde grund end heller vel er var helt meget ret bliver være"""
)
HOLDS = (rf"^(?:{LINK} )*{SUBORDINATE} ", rf"(?<!\S){TOPIC} $")
"""After a subordinate clause or a first constituent the verb comes before its subject in statements too."""

TELL = any_of("fortælle beskrive uddybe forklare sætte sige give dele")
FACT = rf"""{PREP}(?:{any_of("hvem hvornår hvorhen hvorfra hvilken hvilket hvilke hvor")}
|hvad (?:for (?:en|et|nogle|nogen)|hedder|er klokken|tid|dato|dag|koster|er dit navn|vejer))\b""".replace("\n", "")
SAID = rf"(?!{STRONG} |{HV} )"

RULES = (
    rule(
        None,
        "exclaiming",
        r"sikke\b",
        rf"hvor (?:er|var|bliver|ser|lyder|har) (?:\S+ ){{1,3}}?(?:{any_of('bare dog utrolig virkelig så')} )*{IMPRESSED}(?: ud)?\b(?! (?:henne|nok))",
        rf"hvor (?:{IMPRESSED}|jeg|vi|du|han|hun)\b(?: dog)?(?: at|$| {any_of('dog glæder længes elsker ligner hader savner')})",
        rf"hvilken (?:{IMPRESSED}|overraskelse|lettelse|skam|ære|fornøjelse|dag$)\b|hvilket (?:sammentræf|held|{IMPRESSED})\b",
        rf"{HV} {I_YOU} dog\b|hvor er (?:{I_YOU}|{IT}) \S+ig[et]$",
    ),
    rule(
        None,
        "condition",
        rf"{INVERTED}.* så (?:{FINITE}|{any_of('ring sig skriv gå tag giv spørg vent lad husk prøv brug send hør')})\b(?! (?:mange|meget|godt)$)",
        rf"(?:havde|var) (?:{I_YOU}|det|der) {any_of('bare kun blot vidst ikke_for')}\b",
        rf"{VERB} {any_of('jeg vi man det han hun der de')} (?:(?!(?:eller|og|at|som|når|hvis|om|hvad|hvor|hvem|hvordan)\b)\S+ ){{2,}}?(?!(?:at|og|eller|som|når|hvis|om|hvad|hvor|hvem|hvordan|ikke|tror|synes)\b){FINITE} {any_of('jeg vi man han hun')}\b",
    ),
    rule(
        None,
        "topic_dropped",
        rf"{any_of('ved tror synes håber mener antager formoder lover gætter')} jeg\b",
        rf"{any_of('tænker forstår husker føler regner vil kan gør har er skal')} jeg {any_of('jo da nok også heller sgu skam godt med')}\b",
        r"(?:kan|gør|forstår|husker) jeg ikke(?: \S+)?$|(?:kan|vil|skal) jeg ikke \S+ (?:på|til|om|ved|af|for)$|må jeg (?:nok|sige)\b",
    ),
    rule(
        None,
        "reported",
        rf"{any_of('siger sagde spurgte spørger svarede svarer tænkte')} (?:jeg|han|hun|de)(?:$| {any_of('og så til med der som at')}\b)",
    ),
    rule(
        "closed",
        "whose",
        rf"hvis (?!(?:{I_YOU}|{IT}|i|der|ikke|bare|ens)\b)\S+ (?:er|var|{VERB}) {any_of('du i det den de dette denne')}\b",
    ),
    rule(None, "whether", r"hvorvidt\b|hvis\b|hvad angår\b"),
    rule(
        "invitation",
        "invitation",
        rf"(?:{any_of('så nu du prøv og lige bare')} )*fortæl(?! {any_of('ham hende dem ikke det_ikke')}\b)",
        rf"(?:{any_of('så nu du prøv og lige bare')} )*(?:beskriv|uddyb|forklar)\b",
        rf"(?:{any_of('så nu du prøv og lige bare')} )*sæt (?:{any_of('lige gerne nogle lidt et_par flere')} )*ord på\b",
        rf"sig (?:{any_of('lige gerne lidt noget bare')} )*mere\b",
        rf"(?:giv (?:{any_of('mig os gerne lige')} )*|kom (?:gerne |lige )*med )et eksempel\b",
        r"lad (?:mig|os) høre\b|tag mig med\b|hjælp mig (?:lige )?(?:med at|til at|at) forstå\b",
        rf"prøv (?:{any_of('lige nu bare engang gerne')} )*(?:at|og) (?:\S+ ){{0,2}}?{any_of('beskriv fortæl forklar sæt uddyb giv tænk forestil tag')}",
        rf"jeg (?:vil|ville|kunne) (?:{any_of('rigtig meget også egentlig faktisk')} )*(?:gerne|godt tænke mig at) høre "
        rf"{any_of('hvad hvordan hvorfor om mere lidt dit din dine noget_mere noget_om')}\b",
        r"jeg er (?:meget |ret |lidt )?(?:nysgerrig (?:på|efter)|interesseret i at høre)\b",
    ),
    rule(
        "invitation",
        "invitation_asked",
        rf"{any_of('kan vil kunne ville gider må tør')} {any_of('du jeg i')}(?: {any_of('ikke godt lige måske prøve at bede dig om også evt så gerne kort selv mig')})*"
        rf" {TELL}(?: {any_of('mig os lidt noget mere et par nogle flere gerne lige')})*"
        rf"(?: {any_of('om hvad hvordan hvorfor eksempel ord det din dit dine hvilke_tanker')}\b|$)",
        rf"{any_of('kan vil kunne ville gider må tør')} {any_of('du jeg i')}(?: \S+){{0,4}}? (?:beskrive|uddybe)\b",
    ),
    rule(
        "ritual",
        "ritual",
        rf"(?:{any_of('hvordan_går_det hvordan_har_du_det hvordan_står_det_til hvordan_går_det_hele hvad_så noget_nyt alt_vel alt_godt går_det_godt går_det er_alt_godt')})"
        rf"(?: {any_of('så ellers i_dag her med_dig med_jer derhjemme hos_dig hos_jer til_morgen')})*$",
    ),
    rule(
        "rhetorical",
        "rhetorical",
        r"hvem (?:ved|gider|kunne have|er fejlfri|er perfekt|har ikke)\b|hvad ved jeg\b|hvem (?:pokker|fanden)",
        r"hvad (?:skal|kan) man (?:sige|gøre|stille op)(?: ved det)?$|hvad (?:skal det|nytter det)\b|hvad er (?:meningen|pointen) med (?:det|alt)",
        r"hvor (?:dum|svært|dumt|tit|naiv) (?:kan|skal) (?:man|det)\b|hvorfor (?:i alverden|pokker|dog)\b|er det ikke (?:typisk|utroligt)\b",
    ),
    rule(
        "leading",
        "leading_negated",
        rf"{any_of('synes tror mener føler skal skulle kunne burde ville kan vil er har var tænker oplever bør')} {any_of('du i vi man det der')}"
        rf"(?: {any_of('selv også da egentlig så alligevel måske')})* ikke (?=\S)",
    ),
    rule(
        "tag", "tag_ikke", r".*(?<!\S)(?:ikk|ikke? også|(?<!er )(?<!var )(?<!være )ikke sandt|ikke ja)$", r".+ , ikke$"
    ),
    rule(
        "tag",
        "tag_vel",
        rf"(?!{any_of('har_det hav_det far lev')} ).+ (?:vel|eller hvad|eller hvordan|eller|(?<!på )(?<!om )(?<!for )(?<!ved )hvad)$",
    ),
    rule(
        "tag",
        "tag_verb",
        rf"{SAID}(?P<who>{I_YOU}|det|den|de) .* {STRONG} (?P=who) (?:ikke|vel)$",
        rf"{SAID}(?:\S+ ){{1,3}}?{VERB} (?:(?!(?:at|som|hvis|når|da|hvad|hvor)\b)\S+ )+(?<!det )(?<!så )(?<!nu ){STRONG} (?:{I_YOU}|{IT}) (?:ikke|vel)$",
        rf"{SAID}(?:\S+ ){{1,3}}?(?:ikke|aldrig|ingen) (?:(?!(?:at|som|hvis|når|da|hvad|hvor)\b)\S+ )*(?<!det )(?<!så ){any_of('er gør har kan vil skal må var')} (?:{I_YOU}|det)$",
    ),
    rule("tag", "tag_bare", rf"{STRONG} (?:{I_YOU}|{IT})(?: ikke| vel)?$"),
    rule(
        "tag",
        "tag_ikke",
        rf"{SAID}(?:{I_YOU}|det) {VERB} (?!{OBJECT} \S+$|\S+ ikke$)(?:\S+ )*(?!{OBJECT}\b|{I_YOU}\b|{FINITE}\b|{any_of('jo nok godt overhovedet virkelig bare heller simpelthen')}\b)\S+ ikke$",
        certain=False,
    ),
    rule(
        "choice",
        "choice",
        rf"(?:{INVERTED}|{ASKED}).* eller (?!{any_of('noget hvad andet andre lignende sådan så mindre$ flere$ mere$')}(?!\S))\S",
        r"foretrækker (?:du|i) .* eller ",
    ),
    rule("choice", "choice", r"\S+ eller \S+$", certain=False),
    rule("open", "mon_open", rf"gad vide (?={HV})|{MON}"),
    rule("closed", "mon", r"mon\b|gad vide om\b|monstro\b"),
    rule("declarative", "so_you", rf"så (?:du|i) {VERB}", certain=False),
    rule("closed", "scale", rf"(?:på en skala|i hvilken grad)\b.*(?:{HV}|{INVERTED})|i hvilken grad\b"),
    rule("closed", "verb_first", INVERTED),
    rule("open", "wh_why", rf"hvorfor\b(?! {I_YOU}\b)"),
    rule(
        "open",
        "wh_open",
        rf"{PREP}(?:hvilken|hvilket|hvilke|hvad for|hvad for en|hvad for nogle) (?:\S+ ){{0,2}}?{OPEN_NOUN}\b.*{VERB}",
    ),
    rule("closed", "wh_fact", rf"(?={FACT}){ASKED}"),
    rule(
        "closed",
        "wh_fact",
        rf"{FACT}(?! (?:{I_YOU}|det|den|der|som|at)\b)(?: (?!som\b|der\b|hvor\b)\S+){{0,3}}$",
        certain=False,
    ),
    rule("open", "wh_open", ASKED),
    rule(
        "open",
        "wh_short",
        rf"(?:hvad|hvordan)(?: {any_of('så det mere ellers andet nu da i_alverden')})?$",
        r"hvad (?:med|så med|mere|ellers|andet|hvis|nu hvis|om)\b",
    ),
    rule(
        "closed",
        "elliptical",
        rf"(?:nogen|noget|nogle) {any_of('andet andre mere nyt spørgsmål kommentarer idéer ideer forslag ønsker tanker særligt bestemt du i')}\b",
        r"(?:ellers )?andet$|andre \S+ (?:ideer|idéer)$|(?:med eller uden|ja eller nej)\b",
        certain=False,
    ),
    rule("closed", "and_you", r"(?:hvad med )?(?:du|dig|jer|dem)$"),
    rule("declarative", "surely", rf"(?:{I_YOU}|{IT}) {VERB} (?:\S+ )?vel\b", certain=False),
)

DANISH = Grammar(
    spoken=SPOKEN,
    fillers=FILLERS,
    lead=pattern(LEAD),
    opens=pattern(*OPENS),
    holds=pattern(*HOLDS),
    rules=RULES,
    small_words=listed("og det er jeg at ikke du en på har som til så den med der vi kan hvad"),
)
