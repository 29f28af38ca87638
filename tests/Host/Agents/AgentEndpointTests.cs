using System.Net;
using System.Net.Http.Headers;
using Tracing.Hosting.Query.Search;
using Tracing.Hosting.Security;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Agents;

public class AgentEndpointTests
{
    private const string Token = "page-token-0123456789", DoorToken = "door-token-0123456789";
    private const string Other = "00000000000000000000000000000007", Partial = "00000000000000000000000000000009";

    private const string Failed = """
        ,"status":{"code":2,"message":"no stock"},
        "events":[{"timeUnixNano":"1767323045001000000","name":"exception","attributes":[
          {"key":"exception.type","value":{"stringValue":"Shop.OutOfStock"}},
          {"key":"exception.stacktrace","value":{"stringValue":"at A\nat B"}}]}]
        """;

    private static string Actor(int waitMicros) => $$$"""
        ,{"key":"akka.actor.path","value":{"stringValue":"/user/orders"}},
        {"key":"akka.actor.type","value":{"stringValue":"Shop.Orders"}},
        {"key":"tracing.mailbox_wait_ns","value":{"intValue":"{{{waitMicros}}}000"}}
        """;

    // One order in which the second message waits behind the first and fails; one that is fast; one that lacks a span.
    private static async Task<RunningHost> WithTracesAsync()
    {
        var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Assembler = RunningHost.Settings.Assembler with { MaxAge = TimeSpan.FromSeconds(1) },
        });
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 2, "place order", micros: 20_000)));
        await host.PostAsync(SomeJson.RequestOf("stock",
            SomeJson.Span(2, 1, 0, "reserve", tags: Actor(100), startMicros: 1_000, micros: 8_000),
            SomeJson.Span(3, 1, 0, "confirm", Failed, Actor(7_000), startMicros: 9_000, micros: 1_000)));
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "place order", traceId: Other, micros: 5_000)));
        await host.PostAsync(SomeJson.RequestOf("stock",
            SomeJson.Span(2, 1, 0, "reserve", traceId: Other, startMicros: 1_000, micros: 2_000)));
        await host.PostAsync(SomeJson.RequestOf("bank", SomeJson.Span(1, 0, 2, "pay", traceId: Partial)));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search"), found => found.GetProperty("traces")
            .EnumerateArray().Count(trace => trace.GetProperty("completeness").GetProperty("kind").GetString() != "open") == 3);
        return host;
    }

    [Fact]
    public async Task Every_tool_only_reads_and_describes_its_arguments()
    {
        await using var host = await RunningHost.StartAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        Assert.Contains("Begin with search_traces", agent.Client.ServerInstructions, StringComparison.Ordinal);
        var tools = await agent.Client.ListToolsAsync();
        Assert.Equal(
        [
            "compare_traces", "get_call_graph", "get_span", "get_trace", "list_operations", "list_services",
            "rank_operations", "search_traces",
        ], tools.Select(tool => tool.Name).Order());
        Assert.All(tools, tool =>
        {
            Assert.True(tool.ProtocolTool.Annotations?.ReadOnlyHint);
            Assert.False(tool.ProtocolTool.Annotations?.DestructiveHint);
            Assert.All(tool.JsonSchema.GetProperty("properties").EnumerateObject(),
                field => Assert.NotEqual("", field.Value.GetProperty("description").GetString()));
        });
    }

    [Fact]
    public void A_search_has_every_parameter_of_the_page_and_TraceQL() => Assert.Equal(
        SearchQuery.Names.Append(TraceQlQuestion.Parameter).Order(), SearchFields.All.Select(field => field.Name).Order());

    [Fact]
    public async Task Services_and_operations_are_listed()
    {
        await using var host = await WithTracesAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        Assert.Equal("services: 3\nbank\nshop\nstock\n", await agent.AskAsync("list_services"));
        Assert.Equal("operations: 2\nconfirm (server)\nreserve (server)\n",
            await agent.AskAsync("list_operations", ("service", "stock")));
        Assert.Equal("no traces have a service nobody\n", await agent.AskAsync("list_operations", ("service", "nobody")));
    }

    [Fact]
    public async Task A_search_finds_by_fields_and_by_TraceQL_and_goes_on_where_it_was_cut()
    {
        await using var host = await WithTracesAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        var failed = $"traces: 1\n{SomeJson.TraceId}  2026-01-02T03:04:05.000Z  20.0 ms  3 spans  exact  1 failed  "
            + "shop: place order  [shop, stock]\n";
        Assert.Equal(failed, await agent.AskAsync("search_traces", ("error", true), ("tag", new[] { "akka.actor.type=Shop.Orders" })));
        Assert.Equal(failed, await agent.AskAsync("search_traces", ("q", "{ status = error }")));
        Assert.Equal(failed, await agent.AskAsync("search_traces", ("minWait", "5ms"), ("limit", 10), ("service", null)));
        Assert.Equal("no trace matches\n", await agent.AskAsync("search_traces", ("service", "nobody")));

        var first = await agent.AskAsync("search_traces", ("limit", 2), ("order", "slowest"), ("maxCharacters", 1));
        Assert.Contains(SomeJson.TraceId, first, StringComparison.Ordinal);
        Assert.DoesNotContain(Other, first, StringComparison.Ordinal);
        var after = first[(first.IndexOf("after = ", StringComparison.Ordinal) + 8)..].TrimEnd(')', '\n');
        var second = await agent.AskAsync("search_traces", ("limit", 2), ("order", "slowest"), ("after", after));
        Assert.Contains(Other, second, StringComparison.Ordinal);
        Assert.Contains(Partial, second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_shows_what_failed_why_a_message_waited_the_critical_path_and_the_tree()
    {
        await using var host = await WithTracesAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        var text = await agent.AskAsync("get_trace", ("id", SomeJson.TraceId));
        Assert.StartsWith($"trace {SomeJson.TraceId}  exact  3 spans, 2 services, 20.0 ms\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  0000000000000003  confirm (stock): OutOfStock: no stock\n", text, StringComparison.Ordinal);
        Assert.Contains("\n     7.00 ms  confirm behind reserve\n", text, StringComparison.Ordinal);
        Assert.Contains("\ncritical path, 20.0 ms\n", text, StringComparison.Ordinal);
        Assert.Contains("└─ place order", text, StringComparison.Ordinal);
        Assert.Contains("   └─ confirm", text, StringComparison.Ordinal);
        Assert.StartsWith($"trace {Partial}  partial (age): span 0000000000000001 lacks 2 of its children  1 span",
            await agent.AskAsync("get_trace", ("id", Partial)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_span_is_shown_by_id_and_by_name_with_its_attributes_and_its_stack_trace()
    {
        await using var host = await WithTracesAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        var text = await agent.AskAsync("get_span", ("id", SomeJson.TraceId), ("span", "0000000000000003"));
        Assert.Equal(text, await agent.AskAsync("get_span", ("id", SomeJson.TraceId), ("span", "confirm")));
        Assert.Equal("""
            spans: 1
            span 0000000000000003  confirm
            service stock, kind server, scope tests 1
            parent 0000000000000001
            start 2026-01-02T03:04:05.009Z (+9.00 ms), duration 1.00 ms
            status error: no stock
            attributes
              tracing.children = 0
              akka.actor.path = /user/orders
              akka.actor.type = Shop.Orders
              tracing.mailbox_wait_ns = 7000000
            event exception (+1.00 ms)
              exception.type = Shop.OutOfStock
              exception.stacktrace = at A
                at B
            resource
              service.name = stock
              host.name = node-1

            """, text);
    }

    [Fact]
    public async Task Two_traces_are_compared()
    {
        await using var host = await WithTracesAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        var lines = (await agent.AskAsync("compare_traces", ("before", Other), ("after", SomeJson.TraceId))).Split('\n');
        Assert.StartsWith($"before  {Other}", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"after   {SomeJson.TraceId}", lines[1], StringComparison.Ordinal);
        Assert.Equal(
        [
            "   before      after      change  span",
            "  5.00 ms    20.0 ms    +15.0 ms  place order (shop)",
            "  2.00 ms    8.00 ms    +6.00 ms    reserve (stock)",
            "        -    1.00 ms         new    confirm (stock)  failed after",
            "",
        ], lines[2..]);
    }

    [Fact]
    public async Task Operations_are_ranked_by_duration_and_by_errors_with_an_example()
    {
        await using var host = await WithTracesAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        var time = ("from", (object)"2026-01-02T03:00:00Z");
        var slow = await agent.AskAsync("rank_operations", time!, ("service", "stock"));
        Assert.Equal($"""
            operations: 2, in 2 traces
            stock: reserve (server)  p95 7.97 ms, median 1.99 ms, max 8.00 ms, spans 2, failed 0; slowest {SomeJson.TraceId}
            stock: confirm (server)  p95 997 µs, median 997 µs, max 1.00 ms, spans 1, failed 1; slowest {SomeJson.TraceId}

            """, slow);
        Assert.Equal($"""
            operations: 1, in 3 traces
            stock: confirm (server)  1 of 1 failed; OutOfStock: no stock; such as {SomeJson.TraceId}

            """, await agent.AskAsync("rank_operations", time!, ("by", "failing")));
        // The traces are older than the hour that is looked at by default.
        Assert.Equal("operations: 0, in 0 traces\n", await agent.AskAsync("rank_operations"));
    }

    [Theory]
    [InlineData("service", "calls between services in 3 traces\nshop -> stock  calls 3, failed 1\nbank, without calls  spans 1, failed 0\n")]
    [InlineData("actor", "calls between actors in 3 traces\n/user/orders (Orders), without calls  spans 2, failed 1\n")]
    public async Task The_graph_of_calls_has_services_and_actors(string by, string graph)
    {
        await using var host = await WithTracesAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        Assert.Equal(graph, await agent.AskAsync("get_call_graph", ("by", by), ("from", "2026-01-02T03:00:00Z")));
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_cut_after_a_line_and_says_how_to_go_on()
    {
        await using var host = await WithTracesAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        var whole = await agent.AskAsync("get_trace", ("id", SomeJson.TraceId));
        var lines = whole.Split('\n')[1..^1];
        var read = new List<string>();
        for (int? from = 1; from is { } line;)
        {
            var part = await agent.AskAsync("get_trace", ("id", SomeJson.TraceId), ("fromLine", line), ("maxCharacters", 300));
            Assert.InRange(part.Length, 1, 420);
            Assert.StartsWith($"trace {SomeJson.TraceId}", part, StringComparison.Ordinal);
            var cut = part.IndexOf("; the rest: the same call with fromLine = ", StringComparison.Ordinal);
            read.AddRange(part.Split('\n')[1..(cut < 0 ? ^1 : ^2)]);
            from = cut < 0 ? null : int.Parse(part[(cut + 42)..].TrimEnd(')', '\n'));
        }
        Assert.Equal(lines, read);
        Assert.True(lines.Length > 5);
    }

    [Theory]
    [InlineData("search_traces", "minDuration", "5")]
    [InlineData("search_traces", "limit", 0)]
    [InlineData("search_traces", "servce", "shop")]
    [InlineData("search_traces", "q", "{ status = }")]
    [InlineData("search_traces", "tag", "x")]
    [InlineData("search_traces", "order", "oldest")]
    [InlineData("get_trace", "id", "xyz")]
    [InlineData("get_trace", "id", "17")]
    [InlineData("get_trace", "maxCharacters", 0)]
    [InlineData("compare_traces", "before", "0")]
    [InlineData("rank_operations", "by", "name")]
    [InlineData("rank_operations", "since", "soon")]
    [InlineData("get_call_graph", "by", "host")]
    [InlineData("list_services", "fromLine", -1)]
    public async Task An_argument_that_cannot_be_read_is_named(string tool, string name, object value)
    {
        await using var host = await RunningHost.StartAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        Assert.StartsWith($"parameter '{name}': ", await agent.RefusedAsync(tool, (name, value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list_operations", "service")]
    [InlineData("get_trace", "id")]
    public async Task An_argument_that_is_missing_is_named(string tool, string name)
    {
        await using var host = await RunningHost.StartAsync();
        await using var agent = await AgentClient.ConnectAsync(host);
        Assert.Equal($"parameter '{name}': must be given", await agent.RefusedAsync(tool));
        Assert.StartsWith($"parameter '{name}': must be a text", await agent.RefusedAsync(tool, (name, new { a = 1 })),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_token_of_the_page_lets_an_agent_in()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Security = SecuritySettings.None with
            {
                PageToken = AccessToken.TryCreate(Token),
                DoorsToken = AccessToken.TryCreate(DoorToken),
            },
        });
        foreach (var token in new[] { null, "wrong-token-0123456789", DoorToken })
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => AgentClient.ConnectAsync(host, token));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
        await using var agent = await AgentClient.ConnectAsync(host, Token);
        Assert.Equal("no service has traces here\n", await agent.AskAsync("list_services"));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task A_page_of_another_origin_and_a_rebound_name_are_refused(string header, string value)
    {
        await using var host = await RunningHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Host.PageAddress, AgentEndpoint.Path))
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""",
                MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.Add(header, value);
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
