"""English words that the rules lean on: spoken and contracted forms with their written ones, and fillers."""

from __future__ import annotations

from talkratio.questions.grammar import listed

VERBS = listed("do does did is are was were has have had could would should must might need")
STEMS = listed("i you he she it we they that this there here what who how where when why which let everyone someone")

SPOKEN = {
    spoken: written.replace("_", " ")
    for written, forms in {
        "okay": "ok o.k okey",
        "all_right": "alright",
        "yes": "yep yup yeah",
        "no": "nope nah",
        "can_not": "cannot",
        "can_n't": "can't cant",
        "will_n't": "won't wont",
        "is_n't": "ain't",
        "going_to": "gonna",
        "want_to": "wanna",
        "got_to": "gotta",
        "kind_of": "kinda",
        "sort_of": "sorta",
        "you_know": "y'know",
        "because": "'cause cause cos 'cos cuz",
        "do_you": "d'you",
        "what_do_you": "whaddya",
        "do_n't_know": "dunno",
        "let_me": "lemme",
        "give_me": "gimme",
        "them": "'em",
        "what_'s": "whats",
        "how_'s": "hows",
        "where_'s": "wheres",
        "who_'s": "whos",
        "that_'s": "thats",
        "there_'s": "theres",
        "i_'m": "im",
        "i_'ve": "ive",
        "you_'re": "youre",
        "you_'ve": "youve",
        "they_'re": "theyre",
        "they_'ve": "theyve",
        "we_'ve": "weve",
    }.items()
    for spoken in forms.split()
}
SPOKEN |= {f"{verb}n{mark}t": f"{verb} n't" for verb in VERBS for mark in ("'", "")}
SPOKEN |= {f"{stem}'{end}": f"{stem} '{end}" for stem in STEMS for end in ("s", "re", "ve", "ll", "d", "m")}

FILLERS = listed("uh um er erm eh ah hm hmm mm mhm uhm em huh-uh ha b c d e f g h j k l m n p q r s t v w x y z")
"""Sounds, and the single letters of a word begun and left."""
