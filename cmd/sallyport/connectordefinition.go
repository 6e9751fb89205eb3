package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"sallyport/ssclient/connector"
)

func connectorDefinitionCommand() *cobra.Command {
	var host, basePath string
	var properties bool
	c := &cobra.Command{
		Use:   "connector-definition --host HOST",
		Short: "Write the description of a Secret Server connector for Power Platform",
		Long: "Write an OpenAPI 2.0 document with the three calls of the Secret Server connector: get a secret,\n" +
			"get a template, retrieve or refresh an access token. It is apiDefinition.swagger.json of a\n" +
			"custom connector; with --properties the command writes apiProperties.json, the other file that\n" +
			"`paconn create` takes. Nothing is asked of any server.",
		Example: "  sallyport connector-definition --host vault.example.com --base-path /SecretServer >apiDefinition.swagger.json\n" +
			"  sallyport connector-definition --properties >apiProperties.json",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var b bytes.Buffer
			if properties {
				if err := connector.WriteProperties(&b); err != nil {
					return &exitError{exitFailed, err.Error()}
				}
			} else {
				at, err := connector.NewTarget(host, basePath)
				if err != nil {
					return &exitError{exitUsage, err.Error() + ". Nothing was written"}
				}
				if err := connector.Write(&b, at); err != nil {
					return &exitError{exitFailed, err.Error()}
				}
			}
			return deliver(c.OutOrStdout(), b.Bytes())
		},
	}
	c.Flags().StringVar(&host, "host", "", "name of the host, like vault.example.com")
	c.Flags().StringVar(&basePath, "base-path", "/", "path below which Secret Server lives there, like /SecretServer")
	c.Flags().BoolVar(&properties, "properties", false, "write apiProperties.json instead; it does not depend on the host")
	c.MarkFlagsMutuallyExclusive("properties", "host")
	c.MarkFlagsMutuallyExclusive("properties", "base-path")
	return c
}
