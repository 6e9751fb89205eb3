package demovault_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestRightsDecideWhatIsSeen(t *testing.T) {
	r := newRig(t)
	for name, want := range map[string]struct{ folders, hidden, listed string }{
		"alice": {`\Linux \Network \Web \Windows \Workshop`, "5 117", "116"},
		"bob":   {`\Linux \Network \Web \Windows \Workshop`, "5 117", ""},
		"ann":   {`\Board \Linux \Network \Web \Windows`, "4 116", "117 118"},
		"root":  {`\Board \Linux \Network \Web \Windows \Workshop`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := r.signIn(name)
			diff(t, want.folders, names(p.object("GET", "v1/folders?take=50", nil), "folderPath"))
			all := names(p.object("GET", "v2/secrets?take=50&filter.includeRestricted=true", nil), "name")
			for _, id := range strings.Fields(want.hidden) {
				if len(id) == 1 {
					diff(t, "API_AccessDenied", p.refused("GET", "v1/folders/"+id, nil))
					continue
				}
				for _, path := range []string{"", "/summary", "/state", "/fields/username"} {
					diff(t, "API_AccessDenied", p.refused("GET", "v1/secrets/"+id+path, nil))
				}
			}
			for _, id := range strings.Fields(want.listed) {
				summary := p.object("GET", "v1/secrets/"+id+"/summary", nil)
				if !strings.Contains(all, summary["name"].(string)) {
					t.Errorf("secret %s is not in the list: %s", id, all)
				}
				state := p.state(id)
				diff(t, "CannotView", state["secretState"])
				diff(t, "List", state["role"])
				diff(t, 0, len(actions(state)))
				for _, path := range []string{"", "/fields/username", "/audits"} {
					diff(t, "API_AccessDenied", p.refused("GET", "v1/secrets/"+id+path, nil))
				}
				diff(t, "API_AccessDenied", p.refused("POST", "v1/secrets/"+id+"/check-out", nil))
			}
		})
	}
}

func TestPermissionRequiredNarrowsLists(t *testing.T) {
	r := newRig(t)
	alice, bob := r.signIn("alice"), r.signIn("bob")
	secrets := func(p *person, level string) string {
		return names(p.object("GET", "v2/secrets?filter.folderId=4&filter.includeRestricted=true&filter.permissionRequired="+level, nil), "name")
	}
	diff(t, "press-01 press-02", secrets(alice, "List"))
	diff(t, "press-02", secrets(alice, "view")) // its own rights, not its folder's
	diff(t, "", secrets(alice, "Edit"))
	diff(t, "press-01", secrets(bob, "Edit"))
	diff(t, "", secrets(bob, "Owner"))
	diff(t, "press-01 press-02", secrets(r.signIn("root"), "Owner"))
	diff(t, "", alice.refused("GET", "v2/secrets?filter.permissionRequired=Own", nil))
	folders := func(p *person, level string) string {
		return names(p.object("GET", "v1/folders?filter.permissionRequired="+level, nil), "folderName")
	}
	diff(t, "Linux Network Web Windows", folders(alice, "AddSecret"))
	diff(t, "Linux Network Web Windows Workshop", folders(bob, "AddSecret"))
	diff(t, "", folders(alice, "Edit"))
	diff(t, "", alice.refused("GET", "v1/folders?filter.permissionRequired=All", nil))
}

func TestWhoMayEditIsNotTheOwner(t *testing.T) {
	r := newRig(t)
	bob := r.signIn("bob")
	bob.call("PUT", "v1/secrets/116/fields/notes", map[string]any{"value": "oiled"})
	diff(t, "API_AccessDenied", bob.refused("DELETE", "v1/secrets/116", nil))
	body := map[string]any{"name": "mine", "secretTemplateId": 6003, "folderId": 4, "items": []any{field(87, "h"), field(89, "u"), field(90, "p")}}
	diff(t, "API_AccessDenied", r.signIn("alice").refused("POST", "v1/secrets", body))
	mine := bob.object("POST", "v1/secrets", body)
	diff(t, true, mine["enableInheritPermissions"])
	bob.object("DELETE", "v1/secrets/"+number(mine["id"]), nil)
	body["enableInheritPermissions"] = false
	own := bob.object("POST", "v1/secrets", body)
	diff(t, false, own["enableInheritPermissions"])
	diff(t, false, bob.state(number(own["id"]))["inheritPermissions"])
	diff(t, "API_AccessDenied", r.signIn("alice").refused("GET", "v1/secrets/"+number(own["id"])+"/state", nil))
	body["folderId"] = 5
	diff(t, "API_AccessDenied", bob.refused("POST", "v1/secrets", body))
}

func TestASecretMayBeMovedWhereItsMoverMayAdd(t *testing.T) {
	r := newRig(t)
	bob := r.signIn("bob")
	whole := bob.object("GET", "v1/secrets/116", nil)
	whole["folderId"] = 5
	diff(t, "API_AccessDenied", bob.refused("PUT", "v1/secrets/116", whole))
	whole["folderId"] = 1
	diff(t, 1.0, bob.object("PUT", "v1/secrets/116", whole)["folderId"])
	diff(t, "View", bob.state("116")["role"])
}

func TestTheRolesPermissionsAreNamed(t *testing.T) {
	r := newRig(t)
	for name, want := range map[string]bool{"alice": false, "ann": true, "root": true} {
		perms := []string{}
		for _, p := range r.signIn(name).object("GET", "v1/users/current", nil)["permissions"].([]any) {
			perms = append(perms, p.(map[string]any)["name"].(string))
		}
		all := strings.Join(perms, ", ")
		if got := strings.Contains(all, "Approve Secret Access Requests"); got != want {
			t.Errorf("%s: %s", name, all)
		}
	}
	status, _ := r.signIn("alice").send("GET", "v1/configuration/ticket-system", nil)
	diff(t, http.StatusForbidden, status)
}
