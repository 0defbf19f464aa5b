package exercises

import "sync"

// A Memory keeps what the exercise's own programs returned for a variant, so that a class on one exercise does not run
// them for every hand-in. It holds a bounded number of entries and forgets the oldest. The nil Memory keeps nothing.
type Memory struct {
	mu      sync.Mutex
	size    int
	entries map[string]any
	order   []string
}

// NewMemory makes a memory of at most size entries.
func NewMemory(size int) *Memory { return &Memory{size: size, entries: map[string]any{}} }

func (m *Memory) get(key string) (any, bool) {
	if m == nil {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.entries[key]
	return v, ok
}

func (m *Memory) put(key string, v any) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.entries[key]; !known {
		m.order = append(m.order, key)
		if len(m.order) > m.size {
			delete(m.entries, m.order[0])
			m.order = m.order[1:]
		}
	}
	m.entries[key] = v
}
