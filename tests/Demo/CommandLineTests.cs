using System.Text.Json;
using Tracing.Wire.Otlp;

namespace Tracing.Demo;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("demo --frobnicate", "'--frobnicate'")]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("demo --requests -3", "--requests = -3: must be a whole number from 1 to 1000000")]
    [InlineData("demo --requests many", "--requests = many: must be a whole number from 1 to 1000000")]
    [InlineData("demo --fail-rate 2", "--fail-rate = 2: must be a number from 0 to 1")]
    [InlineData("demo --settle 2h", "--settle = 2h: must be from 1ms to 10m")]
    [InlineData("demo --sampler sometimes", "--sampler = sometimes: must be one of always, never, ratio")]
    [InlineData("demo --json FOLDER/not/there.json", "cannot be written")]
    [InlineData("demo --json FOLDER", "cannot be written: it is a folder")]
    [InlineData("demo --config FOLDER/none.conf", "--config = ")]
    [InlineData("--page-port 99999", "--page-port = 99999: must be a whole number from 0 to 65535")]
    [InlineData("--storage-max-age 3", "--storage-max-age = 3: needs a unit (ms, s, m, h); must be from 1m to 87600h")]
    [InlineData("--storage-max-bytes 1KiB", "--storage-max-bytes = 1KiB: must be a size from 16MiB to 1024TiB, such as 64MiB")]
    [InlineData("--set tracing.storage.synchronous=maybe", "--set tracing.storage.synchronous = maybe: must be one of full, normal")]
    [InlineData("demo --set tracing.storage.synchronos=full", "tracing.storage.synchronos: there is no such setting")]
    [InlineData("demo --data /dev/null/traces", "traces cannot be kept in /dev/null/traces: ")]
    [InlineData("--data /dev/null/traces", "traces cannot be kept in /dev/null/traces: ")]
    [InlineData("--bind here", "--bind = here: must be an IP address")]
    public async Task Bad_input_is_one_line_that_names_it_and_exit_code_2_and_nothing_is_done(string args, string message)
    {
        var (code, output, errors) = await RunAsync(args.Replace("FOLDER", _folder, StringComparison.Ordinal));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Three_requests_are_three_exact_traces_of_three_spans()
    {
        var json = Path.Combine(_folder, "out.json");
        var protobuf = Path.Combine(_folder, "out.binpb");
        var (code, output, _) = await RunAsync($"demo --requests 3 --json {json} --protobuf {protobuf}");
        Assert.Equal(0, code);
        Assert.Contains("3 traces (3 exact), 9 spans, 0 with errors", output, StringComparison.Ordinal);
        Assert.Contains("dropped: none", output, StringComparison.Ordinal);

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
        var services = document.RootElement.GetProperty("resourceSpans").EnumerateArray().Select(resource =>
            resource.GetProperty("resource").GetProperty("attributes")[0].GetProperty("value").GetProperty("stringValue").GetString());
        Assert.Equal(["Client", "OrderService"], services.Order());
        var batch = OtlpSkim.TryRead(await File.ReadAllBytesAsync(protobuf), out var fault);
        Assert.Null(fault);
        Assert.Equal(9, batch!.Spans.Length);
    }

    [Fact]
    public async Task Requests_that_fail_are_errors_in_traces_that_stay_exact()
    {
        var (code, output, _) = await RunAsync("demo --requests 2 --fail-rate 1");
        Assert.Equal(0, code);
        Assert.Contains("2 traces (2 exact), 6 spans, 2 with errors", output, StringComparison.Ordinal);
        Assert.Contains("✗ OutOfStockException: nothing in stock for request_req_1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_requests_show_how_far_they_are_and_no_trees()
    {
        var (code, output, _) = await RunAsync("demo --requests 200 --parallel 50");
        Assert.Equal(0, code);
        Assert.Contains("200 of 200 requests", output, StringComparison.Ordinal);
        Assert.Contains("200 traces (200 exact)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("└─", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await Program.RunAsync(
            args.Split(' '), TextWriter.Synchronized(output), TextWriter.Synchronized(errors));
        return (code, output.ToString(), errors.ToString());
    }
}
