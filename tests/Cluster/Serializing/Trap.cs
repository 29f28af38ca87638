using System.Runtime.Serialization;
using Akka.Actor;

namespace Tracing.Clustering.Serializing;

/// <summary>Types that count how often somebody made one.</summary>
public static class Trap
{
    private static int _sprung;

    public static int Sprung => Volatile.Read(ref _sprung);

    public static void Spring() => Interlocked.Increment(ref _sprung);

    public sealed class Plain
    {
        public Plain() => Spring();
    }

    public sealed class TrapException : Exception
    {
        public TrapException()
        {
        }

#pragma warning disable SYSLIB0051 // Akka.NET makes exceptions by this constructor.
        private TrapException(SerializationInfo info, StreamingContext context)
            : base(info, context) => Spring();
#pragma warning restore SYSLIB0051
    }

    public sealed class Deployed : UntypedActor
    {
        public Deployed() => Spring();

        protected override void OnReceive(object message)
        {
        }
    }
}
