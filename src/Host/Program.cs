using Tracing.Hosting.CommandLine;

return await CommandLineRoot.RunAsync(args, TimeProvider.System, Console.Out, Console.Error);
