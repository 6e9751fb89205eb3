package app

import "sallyport/ssclient"

// permits is what the vault lets this user do with a secret, as its state tells.
type permits struct {
	code   bool // it has one-time codes
	beat   bool // have its password tried on its machine
	change bool // have its password changed there
}

func permitsOf(st ssclient.SecretState) permits {
	return permits{
		code: st.May("GenerateOneTimePassword"), beat: st.May("Heartbeat"), change: st.May("ChangePasswordNow"),
	}
}
