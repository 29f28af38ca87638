using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tracing.Postgres.Servers;

/// <summary>A real PostgreSQL server on a free port of loopback, with a folder of its own. It waits for its disk as a
/// server in use does.</summary>
/// <remarks>It ends when this process ends, also by kill -9: its shell waits for the end of its input.</remarks>
internal sealed class TestServer : IAsyncDisposable
{
    public const string User = "tracer", Password = "a-secret-of-the-server";

    private static readonly string? _programs = FindPrograms();
    private static readonly Lazy<Task<TestServer>> _shared = new(StartAsync);

    // The server refuses to run as root.
    private static readonly string[] _asUser = Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        : [];

    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>The reason why there is no server; null: there is one.</summary>
    public static string? Missing { get; } = _programs is null
        ? "PostgreSQL's programs are not installed (searched in PATH and /usr/lib/postgresql/*/bin)" : null;

    /// <summary>The server that most tests share; each works in a schema of its own.</summary>
    public static Task<TestServer> SharedAsync() => _shared.Value;

    private string Data => Path.Combine(_folder, "data");

    /// <param name="schema">The schema of the store's tables.</param>
    public string ConnectionString(string schema = "tracing") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Database = "postgres",
        Username = User,
        Password = Password,
        SearchPath = schema,
        Timeout = 5,
    }.ConnectionString;

    public static async Task<TestServer> StartAsync()
    {
        var server = new TestServer();
        var password = Path.Combine(server._folder, "password");
        await File.WriteAllTextAsync(password, Password);
        if (_asUser.Length > 0) await RunAsync(["chown", "-R", "nobody:nogroup", server._folder]);
        await RunAsync([.. _asUser, Program("initdb"), "-D", server.Data, "-U", User, $"--pwfile={password}",
            "--auth=scram-sha-256", "-E", "UTF8", "--no-locale", "--no-sync"]);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the server in its folder, as it was left.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        // Immediate: the server does not come to write anything.
        string[] line = ["-c", "\"$@\" >/dev/null 2>&1 </dev/null & read _; kill -QUIT $!; wait $!", "sh", .. _asUser,
            Program("postgres"), "-D", Data, "-p", $"{_port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1",
            "-c", "shared_buffers=64MB", "-c", "max_connections=200"];
        foreach (var word in line) start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false");
                await connection.OpenAsync(deadline.Token);
                return;
            }
            catch (NpgsqlException)
            {
                await pause.WaitForNextTickAsync(deadline.Token);
            }
        }
    }

    /// <summary>Stops the server at once, in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        process.Dispose();
        _process = null;
    }

    /// <summary>Processor time of all processes of the server so far; null where the system does not tell.</summary>
    public TimeSpan? Cpu()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var main = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        // Its own time with that of processes that have ended, and of those that are running.
        var ticks = StatOf(main, 13, 14, 15, 16);
        foreach (var folder in Directory.GetDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var process) && StatOf(process, 3) == main)
                ticks += StatOf(process, 13, 14);
        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    // The sum of some numbers of a process; 0 for one that has ended meanwhile.
    private static long StatOf(int process, params ReadOnlySpan<int> places)
    {
        string[] fields;
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            // The name before may have blanks.
            fields = text[(text.LastIndexOf(')') + 1)..].Split(' ');
        }
        catch (IOException)
        {
            return 0;
        }
        long sum = 0;
        foreach (var place in places) sum += long.Parse(fields[place - 1], CultureInfo.InvariantCulture);
        return sum;
    }

    /// <summary>Runs SQL beside the store, and returns the first value as a number.</summary>
    public async Task<long> SqlAsync(string schema, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(schema) + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // Written in a test.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync() switch
        {
            long number => number,
            int number => number,
            _ => 0,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{line[^1]}: {await error}");
    }

    private static string Program(string name) => Path.Combine(_programs!, name);

    private static string? FindPrograms()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).AsEnumerable();
        const string Debian = "/usr/lib/postgresql";
        if (Directory.Exists(Debian))
            folders = folders.Concat(Directory.GetDirectories(Debian).Order().Select(one => Path.Combine(one, "bin")));
        return folders.LastOrDefault(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
