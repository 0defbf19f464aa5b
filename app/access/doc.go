// Package access decides who somebody is: sign-in, sessions, and which requests are believed.
//
// Passwords are kept as argon2id hashes; at most two are computed at a time, since each takes 64 MiB.
// Failed sign-ins are throttled by name and by address. Sessions are scs sessions in the store, under
// the hash of their cookie, so that reading the database gives nobody a session. Forms are protected
// by net/http's CrossOriginProtection: a browser says itself where a request comes from, and one from
// elsewhere is refused. A first start without a demo makes an administrator and prints a link that
// signs in once. In demo mode, and only then, the people of the demo sign in without a password.
// What a person may do is not decided here but in package school.
package access
