package demovault

import (
	"fmt"
	"strconv"
)

// growFolders adds the folders of the generated secrets and returns the ids of
// those that hold any. It runs at every start, before the store is read: ids
// are the same each time.
func (v *Vault) growFolders(cfg Config) []int {
	if cfg.Secrets <= 0 {
		return nil
	}
	root := v.addFolder(1000, "Estate", -1)
	ids := []int{}
	id := 1001
	sites := []string{"Amsterdam", "Berlin", "Chicago", "Dublin", "Osaka"}
	tiers := []string{"Production", "Staging", "Test"}
	kinds := []string{"Databases", "Network", "Servers", "Web"}
	for _, site := range sites {
		s := v.addFolder(id, site, root.ID)
		id++
		for _, tier := range tiers {
			t := v.addFolder(id, tier, s.ID)
			id++
			for _, kind := range kinds {
				ids = append(ids, v.addFolder(id, kind, t.ID).ID)
				id++
			}
		}
	}
	if cfg.Folders > 0 {
		ids = v.growRacks(ids, id, cfg.Folders)
	}
	v.orderFolders()
	return ids
}

// growRacks gives the folders more below them until n can hold secrets, or
// leaves out those that are too many.
func (v *Vault) growRacks(in []int, id, n int) []int {
	ids := in[:min(n, len(in))]
	for i := range n - len(ids) {
		ids = append(ids, v.addFolder(id+i, fmt.Sprintf("Rack %05d", i+1), in[i%len(in)]).ID)
	}
	return ids
}

// growSecrets adds n plain secrets spread over the folders. SSH ones lead to
// the demo's SSH host, so every one of them can be connected to.
func (v *Vault) growSecrets(n int, folders []int) {
	now := v.clock().Round(0)
	roles := []string{"app", "web", "db", "cache", "mail", "ci", "log", "edge"}
	kinds := []*template{
		v.templateNamed(sshTemplate), v.templateNamed(sshTemplate), v.templateNamed(winTemplate),
		v.templateNamed(sqlTemplate), v.templateNamed(webTemplate), v.templateNamed(adTemplate),
	}
	for i := range n {
		t := kinds[i%len(kinds)]
		name := fmt.Sprintf("%s-%06d", roles[i/len(kinds)%len(roles)], i+1)
		s := v.newSecret(10_001+i, t, folders[i/7%len(folders)], name, now)
		s.FollowsHost = t.Launcher == sshLauncher
		if t.PasswordType > 0 {
			s.Beat, s.HeartbeatAt = "Success", now
		}
		host := name + ".estate.example"
		v.setValue(s, "username", "svc-"+name)
		v.setValue(s, "password", newPassword())
		v.setValue(s, "machine", host)
		v.setValue(s, "server", host)
		v.setValue(s, "domain", "ESTATE")
		v.setValue(s, "url", "https://"+host+"/")
		v.setValue(s, "notes", "rack "+strconv.Itoa(i%40+1))
		v.file(s)
	}
}
