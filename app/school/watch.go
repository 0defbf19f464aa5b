package school

// Progress is one piece of news about a submission in the queue.
type Progress struct {
	Submission SubmissionID    `json:"submission"`
	State      SubmissionState `json:"state"`
	Place      int             `json:"place,omitempty"` // in the queue, 1 is next
	Phase      string          `json:"phase,omitempty"` // "running your program", …
	Done       float64         `json:"done"`            // 0 to 1
}
