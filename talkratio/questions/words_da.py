"""Danish words that the rules lean on: verbs, what is no verb, and spoken forms with their written ones."""

from __future__ import annotations

from talkratio.questions.grammar import any_of, listed

STRONG = any_of(
    """er var har havde kan kunne vil ville skal skulle må måtte bør burde får fik bliver blev gør gjorde tør turde
    plejer plejede gider gad"""
)
"""Verbs that open a question whatever follows."""

VERBS = any_of(
    """synes syntes tror troede mener mente tænker tænkte føler følte oplever oplevede ved vidste kender kendte
    husker huskede siger sagde ser så hører hørte kommer kom går gik tager tog giver gav finder fandt sker
    skete virker virkede passer passede hjælper hjalp betyder betød handler handlede mangler manglede savner
    savnede trives trivedes arbejder arbejdede laver lavede bruger brugte taler talte snakker snakkede lærer
    lærte læser læste skriver skrev spiller spillede spiser spiste drikker drak sover sov bor boede elsker
    elskede hader hadede ønsker ønskede venter ventede håber håbede forstår forstod kræver krævede koster
    kostede ligger lå sidder sad står stod hedder hed lever levede leder ledte søger søgte prøver prøvede
    begynder begyndte starter startede slutter sluttede vinder vandt taber tabte køber købte sælger solgte
    rejser rejste kører kørte løber løb flyver svømmer svømmede synger sang danser dansede ringer ringede
    svarer svarede spørger spurgte fortæller fortalte viser viste ligner lignede fungerer fungerede gælder
    gjaldt findes fandtes lyder lød lugter smager smagte regner regnede sner ejer ejede lyver løj græder
    græd griner lo ryger røg stemmer stemte tilhører holder holdt behøver behøvede skylder trænger bærer bar
    sætter satte lægger lagde stiller ændrer ændrede undrer glæder overvejer overvejede interesserer
    bekymrer motiverer forventer forventede deltager deltog møder mødte åbner åbnede lukker lukkede
    underviser studerer forlod forlader døde dør lykkedes lykkes opfører klarer klarede vågnede fryser frøs
    bed bad slog slår drømmer drømte overgav afbrød grænser synker falder faldt"""
)
"""Common verbs, present and past."""

IRREGULAR = any_of(
    """afbrød bad brød drev fløj flød greb gled hang krøb lod nød red skar skred skreg skød slap smed stak stjal
    strøg svor tav trak tvang vred rakte valgte solgte tålte fulgte hjalp bandt forstod opgav overgav
    udtrykte undgik foreslog lovede beskrev overvandt indså opdagede foretrak fratrådte tiltrådte deltog
    vidste turde burde nåede gjaldt"""
)
"""Past forms that end like no other verb."""

NO_VERB = any_of(
    """når hver der efter under over eller før for hvor her desværre derfor hvorfor ofte lidt måske dette bedste
    ikke siden fordi mere bare aldrig altid igår år vor mor far bror søster par flere andre især uger dager
    timer måneder rigtige sidste første heller ellers gennem tidligere større mindre bedre senere nærmere
    yderligere engang enten hverken lige ret mange alle nogle kun per men hør lær kør svar rør smør overfor
    udover hvoraf både som at da om hvis selv skør klar sikker svær stor uanset og jo desto end ligesom
    selvom mens inden indtil skønt gid hvad hvem hvornår hvordan hvilken hvilket hvilke hvis også kære så nå
    ja nej okay mon med til fra af på ved i hos uden mellem omkring trods deres vores jeres hvorvidt såfremt
    medmindre eftersom idet hvorledes hvorhen hvorfra hvormed mor netop præcis især imens dog det den de lad
    lader lørdag først sidst jeg du han hun vi man mig dig ham hende os jer dem sig hej tak bravo"""
)
"""Words that look like verbs, or stand before "du" and "jeg", without being verbs."""

ADVERB = any_of(
    """ikke lige godt nok også bare gerne altid aldrig allerede været haft blevet fået set hørt lidt meget så jo da
    kun rigtig helt ret stadig vel måske sgu virkelig taget lavet gjort kommet sagt kunnet skullet villet
    heller mest nu egentlig faktisk en et på i til fra af med om for over ved være have gøre komme blive få
    se sige tage bedst værst mere mindre bedre som at"""
)
"""What follows a verb whose subject was left out: "har lige været", "kan godt være"."""

OBJECT = any_of("mig dig ham hende os jer dem sig det den her dog endnu")

OPEN_NOUN = any_of(
    """måde måder tanker muligheder overvejelser udfordringer forventninger oplevelse oplevelser erfaring
    erfaringer betydning områder følelser drømme ønsker idéer ideer refleksioner forhold planer behov forslag
    styrker kompetencer mål opgaver ting slags form former råd støtte hjælp"""
)
"""After "hvilke": these ask for a story, not for a fact."""

IMPRESSED = any_of(
    """flot flotte dejlig dejligt dejlige god godt gode fin fint fine sjov sjovt spændende ærgerlig ærgerligt trist
    skøn skønt rar rart hyggeligt hyggelig fantastisk mærkelig mærkeligt irriterende synd sød søde sødt smuk
    smukt smukke dum dumt dumme flink flinke imponerende fedt fed fede pinligt heldig heldigt uheldig
    uheldigt klogt klog kloge dygtig dygtige glad stolt hårdt morsomt utroligt vidunderlig vidunderligt
    frygteligt forfærdeligt kedeligt kedelig stærkt vildt varmt koldt romantisk frækt modig venligt venlig
    nydelig yndig lækker lækkert grim grimt træls befriende"""
)
"""What people call out: "hvor er det flot"."""

SPOKEN = {
    spoken: written.replace("_", " ")
    for written, forms in {
        "hvad": "hva hva' hvae hvar hvadd",
        "hvordan": "hvor'n hvordn hvodan",
        "hvorfor": "voffor hvoffor",
        "ikk": "ik ikk' ik' ing ikkå ikkås ikkos ikå ikkesandt ikkeogså",
        "ikke_også": "ikkeså ikk'os",
        "kunne": "ku ku'",
        "skulle": "sku sku'",
        "kan": "ka ka'",
        "skal": "ska ska'",
        "have": "ha'",
        "har": "ha",
        "tage": "ta ta'",
        "blive": "bli'",
        "bliver": "blir bli'r",
        "giver": "gir gi'r",
        "tager": "ta'r tar",
        "siger": "si'r sir",
        "sig": "sej",
        "mig": "mej",
        "dig": "dej",
        "okay": "ok o.k",
        "i_dag": "idag",
        "i_går": "igår",
        "i_morgen": "imorgen",
        "nå": "nåh nåmen",
        "ja": "jah jaja",
        "nej": "næ næh",
        "sådan": "sån",
        "nogen": "noen",
        "noget": "noet nåed",
        "lige": "li'",
        "også": "osse os'",
    }.items()
    for spoken in forms.split()
}

FILLERS = listed(
    "øh øhm øhh æh ehm eh uh um hm hmm mm mhm mmh ah altså ligesom b c d f g h j k l m n p q r s t v w x z"
)
"""Sounds, words without weight, and the single letters of a word begun and left."""
