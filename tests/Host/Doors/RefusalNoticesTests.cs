using System.Net;

namespace Tracing.Hosting.Doors;

public class RefusalNoticesTests
{
    private readonly List<string> _told = [];

    [Fact]
    public void The_first_tenth_and_hundredth_refusal_of_a_reason_are_told_with_count_and_address()
    {
        var notices = new RefusalNotices("otlp-http", _told.Add);
        for (var i = 1; i <= 250; i++) notices.Add(413, IPAddress.Parse($"10.0.0.{i}"));
        Assert.Equal(
        [
            "otlp-http: a request from 10.0.0.1 was refused with 413, it is too large",
            "otlp-http: 10 requests were refused with 413, it is too large; the last came from 10.0.0.10",
            "otlp-http: 100 requests were refused with 413, it is too large; the last came from 10.0.0.100",
        ], _told);
    }

    [Fact]
    public void Each_reason_is_told_by_itself()
    {
        var notices = new RefusalNotices("otlp-grpc", _told.Add);
        foreach (var status in new[] { 400, 503, 400, 503 }) notices.Add(status, client: null);
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void A_refused_request_is_told_without_its_content()
    {
        var counts = new DoorCounts("otlp-http", _told.Add);
        counts.CountTaken(0);
        counts.CountRefused(400, IPAddress.Loopback);
        Assert.Equal("otlp-http: a request from 127.0.0.1 was refused with 400, it cannot be read",
            Assert.Single(_told));
    }
}
