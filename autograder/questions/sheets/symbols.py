"""The commands of LaTeX math that questions may use, by what they are, with their names in Typst."""

import unicodedata

# name in LaTeX: (the character itself, its name in Typst or "" if the character serves)
SYMBOLS = {
    **{
        name: (unicodedata.lookup(f"GREEK SMALL LETTER {letter}"), typst)
        for name, letter, typst in (
            *(
                (name, name.upper(), name)
                for name in ["alpha", "beta", "gamma", "delta", "zeta", "eta", "theta", "iota", "kappa"]
            ),
            *(
                (name, name.upper(), name)
                for name in ["mu", "nu", "xi", "pi", "rho", "sigma", "tau", "chi", "psi", "omega"]
            ),
            ("lambda", "LAMDA", "lambda"),
            ("upsilon", "UPSILON", "upsilon"),
        )
    },
    "epsilon": ("ϵ", "epsilon.alt"),
    "varepsilon": ("ε", "epsilon"),
    "phi": ("ϕ", "phi.alt"),
    "varphi": ("φ", "phi"),
    **{
        name: (unicodedata.lookup(f"GREEK CAPITAL LETTER {name.upper()}"), name)
        for name in ["Gamma", "Delta", "Theta", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"]
    },
    "Lambda": ("Λ", "Lambda"),
    "times": ("×", "times"),
    "cdot": ("⋅", "dot.op"),
    "div": ("÷", "div"),
    "pm": ("±", "plus.minus"),
    "mp": ("∓", "minus.plus"),
    "ast": ("∗", "ast.op"),
    "star": ("⋆", "star.op"),
    "circ": ("∘", "compose"),
    "odot": ("⊙", "dot.o"),
    "oplus": ("⊕", "plus.o"),
    "otimes": ("⊗", "times.o"),
    "le": ("≤", "lt.eq"),
    "leq": ("≤", "lt.eq"),
    "ge": ("≥", "gt.eq"),
    "geq": ("≥", "gt.eq"),
    "ll": ("≪", "lt.double"),
    "gg": ("≫", "gt.double"),
    "ne": ("≠", "eq.not"),
    "neq": ("≠", "eq.not"),
    "approx": ("≈", "approx"),
    "sim": ("∼", "tilde.op"),
    "equiv": ("≡", "equiv"),
    "propto": ("∝", "prop"),
    "in": ("∈", "in"),
    "notin": ("∉", "in.not"),
    "subset": ("⊂", "subset"),
    "subseteq": ("⊆", "subset.eq"),
    "cup": ("∪", "union"),
    "cap": ("∩", "inter"),
    "forall": ("∀", "forall"),
    "exists": ("∃", "exists"),
    "to": ("→", "arrow.r"),
    "rightarrow": ("→", "arrow.r"),
    "leftarrow": ("←", "arrow.l"),
    "Rightarrow": ("⇒", "arrow.r.double"),
    "Leftrightarrow": ("⇔", "arrow.l.r.double"),
    "mapsto": ("↦", "arrow.r.bar"),
    "infty": ("∞", "infinity"),
    "partial": ("∂", "partial"),
    "nabla": ("∇", "nabla"),
    "ell": ("ℓ", "ell"),
    "ldots": ("…", "dots.h"),
    "dots": ("…", "dots.h"),
    "cdots": ("⋯", "dots.h.c"),
    "mid": ("|", "divides"),
    "sum": ("∑", "sum"),
    "prod": ("∏", "product"),
    "int": ("∫", "integral"),
    "lfloor": ("⌊", "floor.l"),
    "rfloor": ("⌋", "floor.r"),
    "lceil": ("⌈", "ceil.l"),
    "rceil": ("⌉", "ceil.r"),
    "langle": ("⟨", "chevron.l"),
    "rangle": ("⟩", "chevron.r"),
    "Vert": ("‖", "bar.v.double"),
    "vert": ("|", "bar.v"),
    "prime": ("′", "prime"),
    "top": ("⊤", "top"),
}
SPACES = {
    ",": ("\u2009", "thin"),
    ":": (" ", "med"),
    ";": (" ", "thick"),
    " ": (" ", "space"),
    "quad": (" ", "quad"),
    "qquad": ("  ", "wide"),
}
ESCAPED = set("%{}_#$&")
FUNCTIONS = [
    "arccos",
    "arcsin",
    "arctan",
    "argmax",
    "argmin",
    "cos",
    "cosh",
    "det",
    "dim",
    "exp",
    "gcd",
    "inf",
    "ker",
    "lg",
    "lim",
    "ln",
    "log",
]
FUNCTIONS += ["max", "min", "mod", "sin", "sinh", "sup", "tan", "tanh"]
LIMITED = {"argmax", "argmin", "det", "gcd", "inf", "lim", "max", "min", "sup"}
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "macron", "tilde": "tilde", "vec": "arrow", "dot": "dot"}
ALPHABETS = {"mathbf": "bold", "boldsymbol": "bold", "mathbb": "bb", "mathcal": "cal", "mathit": "italic"}
UPRIGHT = {"text", "textrm", "mathrm", "operatorname", "mathtt", "texttt"}
FRACTIONS = {"frac", "dfrac", "tfrac"}
MATRICES = {"matrix": "", "pmatrix": "(", "bmatrix": "[", "vmatrix": "|"}
