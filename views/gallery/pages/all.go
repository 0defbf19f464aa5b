package pages

import (
	"coronium/views"

	"github.com/a-h/templ"
)

// Page is one fixture.
type Page struct {
	Name      string
	Component templ.Component
}

// All gives every fixture in the order of a walk through the product.
func All() []Page {
	pages := []Page{
		{"home", views.HomePage(home())},
		{"sign-in", views.SignInPage(views.SignIn{Page: views.Page{Title: "Sign in"}, Error: "That address and password do not belong together."})},
		{"today", views.TodayPage(today())},
		{"today-empty", views.TodayPage(todayEmpty())},
		{"today-flagged", views.TodayPage(todayFlagged())},
		{"module", views.ModulePage(module())},
		{"exercise-predict", views.ExercisePage(predict())},
		{"exercise-predict-sealed", views.ExercisePage(predictSealed())},
		{"exercise-derive", views.ExercisePage(derive())},
		{"exercise-derive-empty", views.ExercisePage(deriveEmpty())},
		{"exercise-derive-again", views.ExercisePage(deriveAgain())},
		{"exercise-implement", views.ExercisePage(implement())},
		{"exercise-implement-pending", views.ExercisePage(implementPending())},
		{"exercise-implement-fault", views.ExercisePage(implementFault())},
		{"exercise-implement-handed-in", views.ExercisePage(implementHandedIn())},
		{"exercise-explain", views.ExercisePage(explain("ready"))},
		{"exercise-explain-waiting", views.ExercisePage(explain("waiting"))},
		{"exercise-critique", views.ExercisePage(critique(false))},
		{"exercise-critique-sealed", views.ExercisePage(critique(true))},
		{"exercise-locked", views.ExercisePage(lockedStage())},
		{"sitting-start", views.SittingStartPage(sittingStart())},
		{"sitting-closed", views.SittingClosedPage(sittingClosed())},
		{"my-flag", views.MyFlagPage(myFlag(false))},
		{"my-flag-cleared", views.MyFlagPage(myFlag(true))},
		{"course", views.CoursePage(course())},
		{"course-empty", views.CoursePage(courseEmpty())},
		{"reviews", views.ReviewsPage(views.Reviews{Page: advisor("Flags", "reviews"), Course: "Theoretical neuroscience, autumn", Open: flagRows()})},
		{"attempt", views.AttemptPage(attempt())},
		{"dossier", views.DossierPage(dossier(false))},
		{"dossier-context", views.DossierPage(dossier(true))},
		{"audit", views.AuditPage(auditPage(true))},
		{"audit-broken", views.AuditPage(auditPage(false))},
		{"help", views.HelpPage(views.Help{Page: trainee("Help", "")})},
		{"account", views.AccountPage(views.Account{Page: trainee("Account", ""), Name: "Mira Sato", Email: "mira@example.org", Role: "trainee", Zone: "Europe/Berlin (CET)", PasswordAction: "/password", Shortcuts: true, SettingsAction: "/settings", LogURL: "/account/log.jsonl"})},
	}
	for _, kind := range []string{"line", "number", "arrows", "inputs", "code", "choice"} {
		pages = append(pages, Page{"sitting-" + kind, views.SittingPage(sitting(kind))})
	}
	for _, status := range []int{403, 404, 422, 500} {
		p := views.ErrorPage{Page: trainee("Error", ""), Status: status}
		if status == 500 {
			p.Reference = "7f3a-22"
		}
		pages = append(pages, Page{"error-" + map[int]string{403: "403", 404: "404", 422: "422", 500: "500"}[status], views.ErrorPageView(p)})
	}
	return pages
}
