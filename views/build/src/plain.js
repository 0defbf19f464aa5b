// plain turns the TeX of the formula keyboard into the text that the checker
// reads: \frac{a}{b} to (a)/(b), V_{th} to V_th, \dot V to V', products to stars.
// Declared names (a map of TeX without braces and spaces to typed names) win
// over everything: what is one symbol stays one symbol.

const functions = new Set(["exp", "log", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "min", "max", "erf", "erfc"]);
const symbols = {
  cdot: "*", times: "*", ast: "*", le: "<=", leq: "<=", ge: ">=", geq: ">=", lt: "<", gt: ">", sim: "~",
  infty: "inf", pi: "pi", prime: "'", exponentialE: "e", differentialD: "d", placeholder: "",
};
const skipped = new Set(["left", "right", "bigl", "bigr", "displaystyle", "textstyle", ",", ";", ":", "!", "quad", "qquad", " "]);
const wrappers = new Set(["mathrm", "mathit", "operatorname", "text", "mathbf"]);

export function plain(tex, names = new Map()) {
  const parser = new Parser(tokens(tex), names);
  return tidy(parser.run());
}

function tokens(tex) {
  return tex.match(/\\[a-zA-Z]+|\\.|[0-9]+(?:\.[0-9]*)?|\.[0-9]+|[a-zA-Z]|\S/g) ?? [];
}

class Parser {
  constructor(list, names) {
    this.list = list;
    this.at = 0;
    this.names = names;
  }

  run(until) {
    const parts = [];
    while (this.at < this.list.length && this.list[this.at] !== until) {
      const part = this.item();
      if (part) parts.push(part);
    }
    if (until) this.at++;
    return join(parts);
  }

  // group reads an argument: one token or a pair of braces.
  group() {
    if (this.list[this.at] === "{") {
      this.at++;
      return this.run("}");
    }
    const part = this.item();
    return part ? part.text : "";
  }

  item() {
    const t = this.list[this.at++];
    if (t === undefined || skipped.has(t.replace(/^\\/, "")) && t.startsWith("\\")) return null;
    if (t === "{") return this.after({ kind: "value", text: this.run("}") });
    if (t === "(" || t === "[") return this.after({ kind: "value", text: "(" + this.run(t === "(" ? ")" : "]") + ")" });
    if (t === "^") return { kind: "power", text: "^" + bracket(this.group()) };
    if (t === "'") return { kind: "prime", text: "'" };
    if (/^[0-9.]/.test(t)) return this.after({ kind: "value", text: t });
    if (/^[a-zA-Z]$/.test(t)) return this.after({ kind: "value", text: t });
    if (t.startsWith("\\")) return this.command(t.slice(1));
    return { kind: "sign", text: t === "−" ? "-" : t };
  }

  command(name) {
    if (wrappers.has(name)) return this.after({ kind: "value", text: this.group().replace(/\*/g, "") });
    if (name === "frac" || name === "dfrac" || name === "tfrac") return this.fraction();
    if (name === "sqrt") return { kind: "value", text: `sqrt(${this.group()})` };
    if (name === "dot") return { kind: "value", text: this.group() + "'" };
    if (name === "ddot") return { kind: "value", text: this.group() + "''" };
    if (name === "begin" || name === "end") {
      this.group();
      return null;
    }
    if (functions.has(name)) return { kind: "function", text: name === "ln" ? "log" : name };
    if (name in symbols) {
      const text = symbols[name];
      if (text === "") {
        this.group();
        return null;
      }
      return { kind: /^[a-z]/.test(text) ? "value" : text === "'" ? "prime" : "sign", text };
    }
    return this.after({ kind: "value", text: name.replace(/^var/, "") });
  }

  // fraction reads \frac{dV}{dt} as V', else a quotient.
  fraction() {
    const over = this.group();
    const under = this.group();
    const of = over.match(/^d\*?([A-Za-z]\w*)$/);
    if (of && /^d\*?t$/.test(under)) return { kind: "value", text: of[1] + "'" };
    return { kind: "value", text: `${bracket(over)}/${bracket(under)}` };
  }

  // after reads a subscript that belongs to the symbol before it.
  after(part) {
    if (this.list[this.at] !== "_") return part;
    this.at++;
    const sub = this.group().replace(/[*\s]/g, "");
    const known = this.names.get(`${part.text}_${sub}`) ?? this.names.get(`\\${part.text}_${sub}`);
    return { kind: "value", text: known ?? `${part.text}_${sub}` };
  }
}

function bracket(text) {
  return /^[\w.']+$/.test(text) || enclosed(text) ? text : `(${text})`;
}

// enclosed says whether one pair of brackets holds the whole text.
function enclosed(text) {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let depth = 0;
  for (let i = 0; i < text.length - 1; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")") depth--;
    if (depth === 0) return false;
  }
  return true;
}

// join writes stars between factors. A function takes the value that follows.
function join(parts) {
  let out = "";
  let before = null;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part.kind === "function") {
      const next = parts[i + 1];
      if (before && before !== "sign") out += "*";
      if (next?.kind === "value") {
        out += part.text + (enclosed(next.text) ? next.text : `(${next.text})`);
        i++;
      } else {
        out += part.text;
      }
      before = "value";
      continue;
    }
    if (part.kind === "value" && before && before !== "sign") out += "*";
    out += part.text;
    before = part.kind === "sign" ? "sign" : "value";
  }
  return out;
}

function tidy(text) {
  return text.replace(/\s*(<=|>=|=|<|>)\s*/g, " $1 ").trim();
}
