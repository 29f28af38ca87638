namespace Tracing.Bench.Actors.Web;

/// <summary>The way in which an actor's work meets HTTP.</summary>
internal enum WebScene
{
    /// <summary>The handler of a message makes a call with HttpClient.</summary>
    Call,

    /// <summary>A request to an ASP.NET Core service asks an actor.</summary>
    Request,
}
