using System.Runtime.InteropServices;

namespace Tracing.Actors;

/// <summary>Room that keeps what two cores use from lying on one line of their caches.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal readonly struct CacheLine;
