using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tracing.Actors;
using Tracing.Hosting;

namespace Tracing.EndToEnd.Packages;

/// <summary>A project outside this repository, which gets the packages and nothing else.</summary>
public sealed class PackagesTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(180);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracing-packages-");

    [Fact]
    public async Task A_project_that_names_the_packages_has_its_actors_and_its_methods_traced()
    {
        await using var host = await RunningHost.StartAsync();
        foreach (var name in new[] { "Tracing", "Generator", "Collector", "Actors" }) await PackAsync(name);
        var version = typeof(ActorTracing).Assembly.GetName().Version!.ToString(3);
        var project = await WriteAsync("shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestoreAdditionalProjectSources>{_folder.FullName}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(_folder.FullName, "restored")}</RestorePackagesPath>
                <RestoreFallbackFolders>{KnownPackages()}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="TracingForAkka.Actors" Version="{version}" />
                <PackageReference Include="TracingForAkka.Generator" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        await WriteAsync("Program.cs", """"
            using Akka.Actor;
            using Tracing;
            using Tracing.Actors;

            var system = ActorSystem.Create("shop", $"""
                akka.loglevel = OFF
                akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
                tracing.reporter.otlp-endpoint = "{args[0]}"
                """);
            var stock = system.ActorOf(Props.Create<Stock>(), "stock");
            await Spans.RunRootAsync("buy", () => stock.Ask<int>("tea"), ActorTracing.For(system).Tracer);
            await system.Terminate();

            class Stock : ReceiveActor
            {
                public Stock() => Receive<string>(item => Sender.Tell(Count(item)));

                [Traced("count")]
                internal int Count(string item) => item.Length;
            }
            """");

        await DotnetAsync("run", "--project", project, "--", $"{host.Host.OtlpHttpAddress}");

        var answer = await RunningHost.UntilAsync(
            () => host.GetJsonAsync("/api/traces?service=shop"), RunningHost.AreClosed);
        var trace = Assert.Single(answer.GetProperty("data").EnumerateArray());
        Assert.Equal("exact", trace.GetProperty("completeness").GetString());
        Assert.Equal(["Stock String", "buy", "count"], trace.GetProperty("spans").EnumerateArray()
            .Select(span => span.GetProperty("operationName").GetString()).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Of what these tests were built from.
    private Task PackAsync(string name)
    {
        var configuration = typeof(PackagesTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return DotnetAsync("pack", Path.Combine(Sources(), name), "--no-build", "-c", configuration, "-o", _folder.FullName);
    }

    // What this machine has already, so that it need not be got again; nothing where that has packages of ours, of another day.
    private static string KnownPackages()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        return Directory.Exists(Path.Combine(folder, "tracingforakka.actors")) ? "" : folder;
    }

    private static async Task DotnetAsync(params string[] args)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(_patience);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', args)}:\n{await output}{await errors}");
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    private static string Sources([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "..", "..", "..", "..", "src"));
}
