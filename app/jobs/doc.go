// Package jobs is the queue: it works what the school has asked for in its transactions.
//
// A job is stored by River in the transaction that stores the submission it judges, so that an
// acknowledged submission always has a job. A worker judges through the school, which stores the
// verdict, what follows from it and the completion of the job in one transaction; whatever a crash
// interrupts is therefore tried again, and whatever was stored is not done twice. When the queue
// starts it takes up the jobs that a killed process left running: the store's lock makes sure that
// nobody else is working on them. A job that has killed the process too often is given up, at no cost
// for the trainee. River polls on SQLite, so the intervals here are short.
package jobs
