namespace Tracing.Hosting.CommandLine;

/// <summary>Exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It ran, and what it found is not as it should be.</summary>
    public const int Failed = 1;

    /// <summary>A flag, a setting, a port or a file is unusable; nothing was done.</summary>
    public const int Unusable = 2;
}
