package plot

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
)

// The colours of a drawing that stands without the page: those of the light scheme, on paper. They are written as attributes of a style
// element inside the SVG, so that the file needs neither stylesheet nor network.
const aloneStyle = `text{font-family:"IBM Plex Sans","Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums}
.axis{fill:none;stroke:#857f71;stroke-width:1}.grid{stroke:#e9e7e0;stroke-width:1}.zero{stroke:#857f71;stroke-width:.8;fill:none}
.hair{stroke:#857f71;stroke-width:1.1;fill:none;stroke-dasharray:1.5 3}.thr{stroke:#b23a1e;stroke-width:1.3;fill:none;stroke-dasharray:6 3}
.tick{font-size:11px;fill:#5b5f6b}.lab{font-size:12px;fill:#5b5f6b}.it,.ann{font-family:"TeX Gyre Pagella",Palatino,"Palatino Linotype",Georgia,serif;font-style:italic;font-size:13.5px;fill:#1d2330}
.sub{font-size:10px}.ann{paint-order:stroke;stroke:#fbf9f4;stroke-width:4px;stroke-linejoin:round}.ann.soft{fill:#5b5f6b}.ann.yours-t{fill:#b23a1e}.ann.doubt-t{fill:#7d5600}
.yours{fill:none;stroke:#b23a1e;stroke-width:1.9;stroke-linejoin:round}.dash{stroke-dasharray:6 4}.dot{stroke-dasharray:2 3;stroke-width:1.4}
.ref{fill:none;stroke:#1d2330;stroke-width:1.4;stroke-dasharray:2 3}.spk{stroke:#1d2330;stroke-width:1.3}.pt{fill:#b23a1e;stroke:#fbf9f4;stroke-width:1.2}
.simpt{fill:#fbf9f4;stroke:#1d2330;stroke-width:1.4}.err{stroke:#b23a1e;stroke-width:1.1;opacity:.65;fill:none}.pred{stroke:#7d5600;stroke-width:2;fill:none}.pred.long{stroke-dasharray:9 3}
.run{fill:none;stroke:#1f5f99;stroke-width:1.7;stroke-linejoin:round}.wrong-run{fill:none;stroke:#b23a1e;stroke-width:1.6;stroke-dasharray:6 3}
.pin1{fill:none;stroke:#1d2330;stroke-width:1.2;stroke-dasharray:2 3}.pin2{fill:none;stroke:#1d2330;stroke-width:1.2;stroke-dasharray:9 3}.pin3{fill:none;stroke:#7d5600;stroke-width:1.4;stroke-dasharray:5 2 1 2}
.line2{fill:none;stroke:#2a6a47;stroke-width:1.7;stroke-dasharray:8 3}.line3{fill:none;stroke:#b23a1e;stroke-width:1.6;stroke-dasharray:4 2 1 2}.line4{fill:none;stroke:#1d2330;stroke-width:1.4;stroke-dasharray:1.5 2.5}.line5{fill:none;stroke:#7d5600;stroke-width:1.6;stroke-dasharray:12 3}
.trajectory{fill:none;stroke:#b23a1e;stroke-width:1.5;stroke-linejoin:round}.field{fill:none;stroke:#857f71;stroke-width:.8;stroke-linecap:round;opacity:.75}
.branch{fill:none;stroke:#1d2330;stroke-width:1.8}.branch.loose{stroke-dasharray:4 3;stroke-width:1.4}.raster{fill:none;stroke:#1d2330;stroke-width:.9}.bars{fill:#1f5f99;fill-opacity:.35;stroke:#1f5f99;stroke-width:.7}
.fixpt{fill:#1d2330;stroke:#fbf9f4;stroke-width:1.2}.fixpt.open{fill:#fbf9f4;stroke:#1d2330;stroke-width:1.5}.startpt{fill:#fbf9f4;stroke:#1d2330;stroke-width:1.8}.ringmark{fill:none;stroke:#b23a1e;stroke-width:1.8}.resid{fill:none;stroke:#7d5600;stroke-width:1.3}.null-v{fill:none;stroke:#1f5f99;stroke-width:1.7;stroke-dasharray:9 2 2 2}`

// Face is a font that a stand-alone drawing carries within it.
type Face struct {
	Family, Style string
	WOFF2         []byte // of the file; a face without bytes is left out
}

var openTag = regexp.MustCompile(`^<svg [^>]*viewBox="0 0 ([0-9.]+) ([0-9.]+)"`)

// StandAlone is a figure as a file: with its size, its title and description, colours and given faces inside, a legend below the axes, and
// paper under everything.
func StandAlone(f Figure, size Size, faces ...Face) string {
	svg := SVG(f, size)
	found := openTag.FindStringSubmatch(svg)
	if found == nil {
		return svg
	}
	var w, h float64
	_, _ = fmt.Sscan(found[1], &w)
	_, _ = fmt.Sscan(found[2], &h)
	legend, below := aloneLegend(f, w, h)
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s"`, px(w+16), px(h+below+16), px(w+16), px(h+below+16))
	head, rest, _ := strings.Cut(svg, ">")
	b.WriteString(aria(head) + ">")
	title, drawing, _ := strings.Cut(rest, "</desc>")
	b.WriteString(title + "</desc><style>")
	for _, face := range faces {
		if len(face.WOFF2) == 0 {
			continue
		}
		fmt.Fprintf(&b, `@font-face{font-family:"%s";font-style:%s;src:url(data:font/woff2;base64,%s)}`, face.Family, face.Style, base64.StdEncoding.EncodeToString(face.WOFF2))
	}
	b.WriteString(aloneStyle + "</style>")
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#fbf9f4"/><g transform="translate(8 8)">`)
	b.WriteString(strings.TrimSuffix(drawing, "</svg>") + legend + "</g></svg>\n")
	return b.String()
}

// aria keeps what points to title and description.
func aria(head string) string {
	i := strings.Index(head, ` role="img"`)
	if i < 0 {
		return ""
	}
	return head[i:]
}

// aloneLegend writes the names of the lines under the axes, which on the page stand in a list.
func aloneLegend(f Figure, w, h float64) (string, float64) {
	c := &canvas{}
	x, y, n := 8.0, h+16, 0
	for _, s := range f.Series {
		if s.Name == "" || len(s.X) == 0 {
			continue
		}
		wide := 34 + 6.4*float64(len([]rune(s.Name)))
		if x+wide > w && x > 8 {
			x, y = 8, y+18
		}
		swatch := Swatch(s.Role)
		swatch = strings.Replace(swatch, `<svg class="swatch" viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">`, fmt.Sprintf(`<g transform="translate(%s %s)">`, px(x), px(y-10)), 1)
		c.WriteString(strings.TrimSuffix(swatch, "</svg>") + "</g>")
		c.text("tick", x+30, y, "start", s.Name)
		x += wide
		n++
	}
	if n < 2 {
		return "", 0
	}
	return c.String(), y - h + 8
}
