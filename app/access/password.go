package access

import (
	"context"

	"coronium/app/school"
)

// ChangePassword sets somebody's own password. Whoever has one must know it, since an open browser is not its owner;
// whoever came by a one-time link has none yet. Errors: Invalid; Busy, as SignIn.
func (a *Access) ChangePassword(ctx context.Context, person school.Person, old, fresh, addr string) error {
	_, hash, err := a.store.PersonByLogin(ctx, person.Login)
	if err != nil {
		return err
	}
	if hash != "" {
		if _, err := a.SignIn(ctx, person.Login, old, addr); err != nil {
			if school.KindOf(err) == school.Invalid {
				return school.FieldFault("old", "The present password is another one.")
			}
			return err
		}
	}
	return a.SetPassword(ctx, school.ActorFor(person), person.ID, fresh)
}
