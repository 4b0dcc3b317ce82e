// Reads a page as a program in Go does it, with gokrb5 and the tickets of the user who runs it. Prints
// the status and whom the server saw.
//
// usage: negotiate URL ADDRESS
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/spnego"
)

func main() {
	if err := read(os.Args[1], os.Args[2]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// read reads the page at that address. Go's own resolver does not know the names of the lab.
func read(page string, address string) error {
	settings, err := config.Load(os.Getenv("KRB5_CONFIG"))
	if err != nil {
		return err
	}
	cache, err := credentials.LoadCCache(strings.TrimPrefix(os.Getenv("KRB5CCNAME"), "FILE:"))
	if err != nil {
		return err
	}
	user, err := client.NewFromCCache(cache, settings, client.DisablePAFXFAST(true))
	if err != nil {
		return err
	}
	parsed, err := url.Parse(page)
	if err != nil {
		return err
	}
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network string, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, network, address)
		},
	}
	web := spnego.NewClient(user, &http.Client{Transport: transport}, "HTTP/"+parsed.Hostname())
	answer, err := web.Get(page)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	fmt.Println(answer.StatusCode, answer.Header.Get("X-Remote-User"))
	return nil
}
