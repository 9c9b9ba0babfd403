package examples

import (
	"encoding/json"
	"fmt"

	"github.com/halflap/halflap/examples/go/login"
	halflap "github.com/halflap/halflap/go-codec"
)

// What happens to a password that goes through a message? It travels like any other field, but
// nothing prints it, and Wipe overwrites it. Go frees memory when it likes and wipes nothing by
// itself, so say when a secret is over.
func Example_secrets() {
	credentials := login.Credentials{
		User:     "ada",
		Password: halflap.NewSecret([]byte("analytical engine")),
	}
	defer credentials.Wipe()
	buffer, err := credentials.MarshalBinary()
	if err != nil {
		panic(err)
	}
	defer clear(buffer) // the buffer holds it too

	view, err := login.ReadCredentials(buffer)
	if err != nil {
		panic(err)
	}
	fmt.Println(view)
	fmt.Printf("%+v %q\n", credentials.Password, view.Password())
	logged, err := json.Marshal(credentials.Password)
	fmt.Println(string(logged), err)

	// Looking at it has to be asked for; comparing does not need it.
	fmt.Println(len(view.Password().Reveal()), view.Password().Equal(credentials.Password))
	// Output:
	// Credentials{user: "ada", password: (secret)}
	// (secret) (secret)
	// null <nil>
	// 17 true
}
