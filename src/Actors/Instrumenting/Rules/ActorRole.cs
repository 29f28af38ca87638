namespace Tracing.Actors;

/// <summary>What an actor does about traces.</summary>
internal enum ActorRole
{
    /// <summary>Its messages go untouched.</summary>
    None,

    /// <summary>It continues the traces that messages come with.</summary>
    Continues,

    /// <summary>It also starts one for a message that comes without.</summary>
    Starts,
}
