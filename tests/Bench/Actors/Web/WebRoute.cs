namespace Tracing.Bench.Actors.Web;

/// <summary>One row: a scene under one kind of tracing.</summary>
/// <param name="Name">The name of the process that measures it.</param>
/// <param name="What">The row's title.</param>
internal sealed record WebRoute(string Name, string What, WebScene Scene, WebTracing Tracing)
{
    public static IReadOnlyList<WebRoute> Calls { get; } = Of(WebScene.Call, "call");

    public static IReadOnlyList<WebRoute> Requests { get; } = Of(WebScene.Request, "request");

    private static WebRoute[] Of(WebScene scene, string name) =>
    [
        new($"actors-{name}-plain", "untraced", scene, WebTracing.None),
        new($"actors-{name}-ours", "sampled", scene, WebTracing.Ours),
        new($"actors-{name}-sdk", "hand-made, SDK", scene, WebTracing.Sdk),
    ];
}
