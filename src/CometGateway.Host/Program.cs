using System.CommandLine;
using CometGateway.Host;

var config = new Option<string[]>("--config", "-c")
{
    Description = "A JSON configuration file. May be repeated: later files override earlier ones.",
    HelpName = "FILE",
};
var urls = new Option<string?>("--urls")
{
    Description = "Addresses to listen on, separated by semicolons, such as http://0.0.0.0:8080. Overrides files and environment.",
    HelpName = "URLS",
};

var check = new Command("check", "Read the configuration as a start would, print every problem, and exit with 0 (usable) or 1.") { config };
check.SetAction((arguments, _) => CheckCommand.RunAsync(
    arguments.GetValue(config) ?? [],
    arguments.InvocationConfiguration.Output));

var url = new Option<string?>("--url") { Description = "What to ask. Default: /healthz where the files and the environment say that the gateway listens.", HelpName = "URL" };
var healthcheck = new Command("healthcheck", "Ask a running gateway whether it lives, and exit with 0 (yes) or 1.") { config, url };
healthcheck.SetAction((arguments, cancellation) => HealthcheckCommand.RunAsync(
    arguments.GetValue(config) ?? [],
    arguments.GetValue(url),
    arguments.InvocationConfiguration.Output,
    arguments.InvocationConfiguration.Error,
    cancellation));

var root = new RootCommand("A reverse proxy that makes a poll-only site push. Without --config it starts a demo site behind the gateway.")
{
    config,
    urls,
    check,
    healthcheck,
};
root.SetAction((arguments, cancellation) => ServeCommand.RunAsync(
    arguments.GetValue(config) ?? [],
    arguments.GetValue(urls),
    arguments.InvocationConfiguration.Output,
    arguments.InvocationConfiguration.Error,
    cancellation));

// Signals are the host's to handle: it drains live streams, which takes longer than a command line's patience.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
return await root.Parse(args).InvokeAsync(invocation);
