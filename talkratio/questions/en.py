"""How English asks: the words, where clauses begin, and the rules in the order in which they are tried."""

# ruff: noqa: E501 - a pattern in one piece reads better than in two
from __future__ import annotations

from talkratio.questions.grammar import Grammar, any_of, listed, pattern, rule
from talkratio.questions.words_en import FILLERS, SPOKEN

BE = any_of("am are is was were")
MODAL = any_of("can could will would shall should may might must")
AUX = rf"(?:{BE}|{MODAL}|do|does|did|have|has|had|'d)"
NOT = "(?: n't| not)?"
I_YOU = any_of("i you he she we they y'all")
IT = any_of("it this that these those there")
PLURAL = any_of("you we they y'all people all both these those")
SINGULAR = any_of("he she it this that everyone everybody everything anyone anybody anything someone somebody either")
THE = any_of("the your my his her our their its any these those this that")
WHAT = any_of("what where when why who how which if whether of about the any")
DONE = any_of(
    "work help go make take feel hurt change look happen come get surprise bother affect start last seem mean sound turn give ever really"
)
CLASH = rf"(?! (?:{I_YOU}|there|'s|'re|'m|'ve|'ll|'d|is|are|was|were|it 's|that 's)\b)"
PREP = rf"(?:{any_of('in on at for from with by about to of since until like under')} )?"

# An auxiliary and then its subject, in agreement: "the problem is you find" is no question. "do it" and "have that" are
# orders, "was a nice day" and "had the time" lack a subject.
WITH_PRONOUN = rf"""(?:am{NOT} i|(?:are|were){NOT} (?:{PLURAL}|there)|(?:is|was){NOT} (?:{SINGULAR}|there|yours|mine)|was{NOT} i
|(?:do|have){NOT} (?:i|you(?! know\b(?! {WHAT}))|we|they|y'all)|do (?:people|we all)|do n't (?:{SINGULAR}|{PLURAL})
|(?:does|has){NOT} {SINGULAR}|had{NOT} {I_YOU}|'d you
|(?:{MODAL}|did){NOT} (?:i|he|she|{PLURAL}|{SINGULAR}|there)(?<!did it)(?<!did that)(?<!did this)|did (?:it|that|this) {DONE})\b{CLASH}""".replace(
    "\n", ""
)
WITH_NOUN = rf"""(?:(?:are|were|is|was|does|has|{MODAL}){NOT} {THE}|did{NOT} (?!my){THE}(?! (?:same|question|thing|point|case)\b)
|(?:do|have){NOT} (?:your(?! (?:best|part|thing|homework|own)\b)|their|our|any of)|do (?:the|most|some))\b{CLASH}""".replace(
    "\n", ""
)
INVERTED = rf"(?:{WITH_PRONOUN}|{WITH_NOUN})"
BETWEEN = rf"(?: (?!{I_YOU}\b|{IT}\b|if\b|when\b|because\b)\S+)"
ASKED = rf"""{PREP}(?:(?:what|which|whose|how){BETWEEN}{{0,6}}?|(?:where|when|why|who|whom|whereabouts){BETWEEN}{{0,1}}?)
(?: '(?:s|re|d|ve|ll) {I_YOU}| 's {IT}| {INVERTED})""".replace("\n", "")
OF_WHAT = rf"""(?:what|how|why|where|whereabouts)(?: else| exactly| about it)?
 {any_of("'s 're 'd is are was were does do did would could will should can has have")}\b""".replace("\n", "")

LEAD = rf"""(?!so {AUX} (?:i|he|she|they|we|you|(?:my|his|her|their|our|the) \S+)$)(?:(?!so {
    AUX
} (?:i|he|she|they|we|(?:my|his|her|their|our|the) \S+)$){
    any_of('''and but so or oh well now then okay all_right right yes no like also anyway actually basically sorry hey hi hello
because great fine good sure see you_know i_mean i_guess let_'s_see in_fact just excuse_me wait good_morning good_afternoon
thank_you thanks you_see first_of_all again''')
} )+"""
HOLDS = rf"""(?<!\S){
    any_of('''(?<!for_)(?<!to_)(?<!with_)you know knew see wonder wondering tell told ask asked sure understand remember that is was 's about of on exactly just
matter idea this these those there one thing problem point question reason difference way case issue mean think means depends depending figure
out discuss explain decide say said like to for with in than as not n't what where when why who which how if whether i he she it we they nor
neither or and but so because then the a my your have had has got get without there if at by do take taking notice noticed any feel feeling having see seen through only ours mine yours theirs''')
} $"""
LINK = any_of("and but so then because now also well yes okay")

EMBEDDED = r"(?<!know )(?<!see )(?<!wonder )(?<!(?<!question) is )(?<! 's )(?<!to )(?<!on )(?<!of )(?<!about )(?<!that )(?<!than )"
RESTARTED = r"(?:(?<=^i )|(?<=^you )|(?<=^the )|(?<=^so you )|(?<=^and you ))"
ANEW = r"(?:(?:do|did|could|can|would|have|are) you|is (?:it|that|there|this)|does (?:it|that|anybody))\b"
AFRESH = rf"(?!(?:is|was|have|do|had) (?:that|i|this)\b){WITH_PRONOUN}(?! *$)"
OPENS = (
    rf"(?<!\S)(?:(?P<sure>(?:{LINK} )+(?:{ASKED}|{INVERTED}(?! *$))|{EMBEDDED}{ASKED}|{RESTARTED}{ANEW} )",
    rf"(?:{LINK} )*(?:{ASKED}|{OF_WHAT}|{AFRESH})",
    rf"(?:{LINK} )*(?:any (?:other|history|family|more|pain|problem|problems|symptoms|allergies)|anything else|anyone else)(?!\S)",
    r"(?:okay|yes|thank you)(?!\S)(?! *$)",
    r"what (?:went|made|makes|brings|brought)(?!\S)",
    r"(?:and|but|so|because) (?:i|you|we|they|he|she|it|there|that 's|if)\b)",
)

FACT = rf"""{PREP}(?:{any_of("who whom whose where whereabouts when which")}
|how {any_of("many much long old often far big tall soon late early high frequently bad")}
|what {any_of("time day date year month side number age size name color colour percentage")}
|what (?:'s|is) (?:your|the) (?:name|date|time|address))\b""".replace("\n", "")
QUANTITY = rf"""{PREP}how {any_of("many much long often far old big bad good well likely")}{BETWEEN}{{0,5}}?
 {any_of("is are was were do does did can could would will has have should")}\b""".replace("\n", "")
NAMED = rf"""(?:does (?!n't|not)\S+ \S|(?:is|are|was|were|has|have|did|can|could|will|would) (?!{any_of("a an to not n't really very just going like kind sort basically actually because if what been")}\b)
\S+ (?:\S+ )?(?:\S+ing|\S+ed|there|here|ready|okay|done|coming)(?!\S))""".replace("\n", "")
A_BIT = r"(?:a (?:little )?bit |a little )?"

RULES = (
    rule(
        None,
        "exclaiming",
        r"how about that$",
        rf"what an? (?!.*\b{INVERTED})",
        rf"how {any_of('nice great wonderful lovely awful funny interesting terrible neat strange weird sad cool')}\b(?!.*\b{INVERTED})",
    ),
    rule(
        None,
        "condition",
        r"had (?:i|you|he|she|we|they) (?:known|been|had|only)",
        r"should you (?:need|have|wish|want)",
        r"were (?:it|i) ",
    ),
    rule(
        None,
        "relative",
        r"who was (?:my|his|her)\b",
        r"what (?:happens|happened|'s happening) (?:is|was)\b",
        r"how (?!(?:'s|is|are|was|were|do|did|does|would|can|will|has|have)\b)\S+ (?:their|his|her|my|our|your|the)\b",
    ),
    rule(None, "likewise", rf"{AUX} i$"),
    rule(
        "invitation",
        "invitation",
        rf"(?:please )?tell me {A_BIT}{any_of('more about what how why something your')}\b",
        r"(?:please )?(?:talk|walk|take) me through\b|describe (?!it as)|give me an? (?:example|sense|idea|feel)\b",
        rf"say {A_BIT}more\b|help me understand\b|i (?:would|'d) (?:like|love) to hear\b",
        r"explain (?:to me|how|what|why)\b|share with me\b|i (?:am|'m) curious (?:about|how|what|why|to hear)\b",
    ),
    rule(
        "invitation",
        "invitation_asked",
        rf"(?:can|could|would|will) you (?:{any_of('please just maybe perhaps also')} )*(?:like to )?"
        rf"(?:tell me {A_BIT}{any_of('more about what how why')}|talk (?:me through|about)|walk me through|describe|explain|elaborate"
        rf"|say {A_BIT}more|give me (?:an?|some) (?:example|sense|idea)|expand)\b",
    ),
    rule(
        "ritual",
        "ritual",
        r"(?:how (?:are|'re) (?:you|things)(?: doing| today| going| feeling today| all)*|how (?:'s|is) (?:it going|everything(?: going)?|things|life)"
        r"|how do you do|what 's (?:up|new)|how have you been|how you doing)(?: today| then| sir| everybody)*$",
    ),
    rule(
        "rhetorical",
        "rhetorical",
        r"who (?:knows|cares)$|how (?:should|would) i know|what (?:can|could|do) you do$|what (?:'s|is) the point\b|why (?:bother|me)$",
        r"what do i know\b|who am i to\b|(?:is|was) n't that (?:something|great|nice|funny|interesting|amazing)\b",
    ),
    rule(
        "leading",
        "leading_negated",
        r"(?:do|did) n't you (?:think|feel|agree|believe|find|want|like|see)\b",
        r"(?:would|should|could) n't (?:you|we|it|that) \S",
        r"(?:is|was|are) n't (?:it|that|this|there|they|you) \S",
    ),
    rule("declarative", "you_mean", r"you mean\b(?! i\b)", r"i do n't know (?:if|whether) (?:you|your)\b"),
    rule("tag", "tag_bare", rf"{AUX}{NOT} (?:you|he|she|we|they|it|there)$", rf"{AUX} n't i$"),
    rule(
        "tag",
        "tag_verb",
        rf"(?!{INVERTED})(?!{ASKED}).+ {AUX} n't (?:{I_YOU}|it|there|that)$",
        rf"(?P<who>{I_YOU}|it|there|that) {AUX} (?:n't|not|never)\b.* {AUX} (?P=who)$",
        rf"(?!{INVERTED})(?!{ASKED}).+ , {AUX} (?:{I_YOU}|it|there|that)$",
    ),
    rule("tag", "tag_word", rf".+ , {any_of('right okay huh eh correct')}$"),
    rule("tag", "tag_confirm", rf"(?!{INVERTED})(?!{ASKED}).+ (?:is that|that 's) (?:right|correct|so|fair|okay)$"),
    rule(
        "choice",
        "choice",
        rf"(?:{INVERTED}|{ASKED}).* or (?!{any_of('something anything whatever so anybody anyone stuff thing things more$ less$ two')}(?!\S)|not$|what$)\S",
    ),
    rule("closed", "verb_first", INVERTED),
    rule("closed", "verb_first", NAMED, certain=False),
    rule(
        "closed",
        "wh_fact",
        rf"(?={FACT})(?:{ASKED}|{OF_WHAT}|{QUANTITY})",
        r"who (?:'s|is|are) (?:going to|using|doing|the|your)\b",
        r"who (?:told|said|made|took|asked|gave|decides|decided|else|wants)\b",
        r"which \S+ (?:suits|works|fits|is|are|would|was)\b",
    ),
    rule(
        "closed",
        "wh_fact",
        rf"{FACT}(?<!which)(?: (?!{I_YOU}\b|{IT}\b|{AUX}\b|'|their\b|his\b|her\b|my\b)\S+){{0,2}}$",
        r"which (?:one|ones|part|side|way)$",
        certain=False,
    ),
    rule("open", "wh_open", QUANTITY),
    rule("open", "wh_why", r"why do n't (?:you|we|i)\b", certain=False),
    rule("open", "wh_why", rf"why(?:'s)? (?:{INVERTED}|'s|is|are|was|were|not|would|do|does|did)"),
    rule("open", "wh_open", ASKED, OF_WHAT),
    rule(
        "open",
        "wh_subject",
        rf"what (?:happens|happened)(?! (?:is|was)\b)|what {any_of('makes made brings brought causes caused went goes comes came works gives helps matters motivates else about if took looked got changed worked helped kept led drives keeps stops')}\b",
        r"how (?:about|come|so)\b|why not\b",
    ),
    rule(
        "open",
        "wh_short",
        r"(?:why|how|what|what else|how so|in what way|like what|such as what|what kind|what for|what then|and then what)$",
        rf"(?:what|which) {any_of('kind sort type kinds sorts types part way aspect')}\b(?!.*\b(?:i|we|they|he|she) )",
        r"what (?!i\b|you\b|we\b|they\b|he\b|she\b|it\b|a\b|the\b|ever\b)\S+$",
        certain=False,
    ),
    rule(
        "closed",
        "wh_in_place",
        r".*(?<!know)(?<!matter)(?<!guess)(?<!see)(?<!or)(?<!say)(?<!of)(?<!is)(?<!that)(?<!'s)(?<!me)(?<!exactly)(?<!remember)(?<!not)(?<!sure) (?:what|who|how much|how many|which one)$",
        certain=False,
    ),
    rule(
        "closed",
        "elliptical",
        r"(?:any|anything|anyone|anybody|anywhere)(?!\S)(?! more$)(?!.* (?:'s|is|can|will|are|was|'ll)(?!\S))",
        certain=False,
    ),
    rule("closed", "and_you", r"(?:(?:what|how) about )?(?:you|yourself)$"),
)

ENGLISH = Grammar(
    spoken=SPOKEN,
    fillers=FILLERS,
    lead=pattern(LEAD),
    opens=pattern(*OPENS),
    holds=pattern(HOLDS),
    rules=RULES,
    small_words=listed("the and you that of to is it what do i'm was for have with this be not"),
)
