package exercises

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"coronium/sim/random"
)

// Data for programs that analyse what somebody measured: a trace of a registered model, with noise that comes from the
// variant's seed and so is the same for every program.

// modelLimit bounds the run that makes one argument.
const modelLimit = 10 * time.Second

func (p *plan) modelTrace(name string, r *Recipe, s scope) (Value, error) {
	ctx, stop := context.WithTimeout(context.Background(), modelLimit)
	defer stop()
	result, err := runModel(ctx, r.Sim, r.Set, s, true)
	if err != nil {
		return Value{}, err
	}
	trace, has := result.Traces[r.Output]
	if !has {
		return Value{}, fmt.Errorf("the model %s has no trace %q", r.Sim, r.Output)
	}
	if len(trace) > maxValues/4 {
		return Value{}, fmt.Errorf("the trace %s of %s has %d samples; at most %d can be passed on", r.Output, r.Sim, len(trace), maxValues/4)
	}
	out := Vector(append([]float64(nil), trace...))
	if !r.Noise.Given() {
		return out, nil
	}
	sd, err := numberIn(r.Noise, s)
	if err != nil {
		return Value{}, err
	}
	source := p.randomArray(name, r)
	for i := range out.Data {
		out.Data[i] += sd * source.Normal()
	}
	return out, nil
}

// randomArray is the stream of random numbers of a recipe: of the variant and of its replicate, and of the argument's name
// unless the recipe names a stream.
func (p *plan) randomArray(name string, r *Recipe) random.Source {
	stream := name
	if r.Stream != 0 {
		stream = strconv.Itoa(r.Stream)
	}
	return random.Stream(p.v.Seed, hashName(p.v.Exercise.ID+"/array/"+stream)^1<<40^uint64(p.replicate)<<41)
}
