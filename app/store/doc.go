// Package store keeps the school in SQLite.
//
// One file of one folder holds everything, River's queue included, so that a submission and the
// job that judges it are stored in one transaction. There are two pools over that file: the writer
// has a single connection and takes the write lock when a transaction begins, which is what keeps
// SQLite from failing with "locked" under load; the readers can only read, each transaction from
// one consistent snapshot. synchronous=FULL makes a commit survive a power cut.
//
// There is one repository file per aggregate, each mapping plain rows to types of the domain. The
// schema is plain SQL, applied by goose when the store is opened, followed by River's own. The suite
// in storetest says what any implementation of school.Store must do.
package store
