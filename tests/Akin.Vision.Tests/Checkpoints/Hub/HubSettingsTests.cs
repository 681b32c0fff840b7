using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

public sealed class HubSettingsTests : IDisposable
{
    private readonly HubCacheFolder _folder = new();
    private readonly Dictionary<string, string> _variables = [];

    public HubSettingsTests() => _variables["HOME"] = _folder.Path;

    private HubSettings Settings => HubSettings.From(name => _variables.GetValueOrDefault(name));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("~/.cache/huggingface/hub")]
    [InlineData("/x/huggingface/hub", "XDG_CACHE_HOME=/x")]
    [InlineData("/h/hub", "XDG_CACHE_HOME=/x", "HF_HOME=/h")]
    [InlineData("/o", "XDG_CACHE_HOME=/x", "HF_HOME=/h", "HUGGINGFACE_HUB_CACHE=/o")]
    [InlineData("/c", "HF_HOME=/h", "HUGGINGFACE_HUB_CACHE=/o", "HF_HUB_CACHE=/c")]
    [InlineData("~/here/hub", "HF_HOME=~/here")]
    public void CacheFolder_FollowsTheVariables(string expected, params string[] variables)
    {
        foreach (string variable in variables)
        {
            _variables[variable.Split('=')[0]] = variable.Split('=')[1];
        }

        Assert.Equal(expected.Replace("~", _folder.Path, StringComparison.Ordinal), Settings.CacheFolder);
    }

    [Fact]
    public void Endpoint_KeepsItsPath()
    {
        Assert.Equal("https://huggingface.co/", Settings.Endpoint.AbsoluteUri);
        _variables["HF_ENDPOINT"] = "http://mirror.example:8080/hf/";
        Assert.Equal("http://mirror.example:8080/hf/", Settings.Endpoint.AbsoluteUri);
    }

    [Theory]
    [InlineData("huggingface.co")]
    [InlineData("ftp://huggingface.co")]
    [InlineData("https://user:secret@huggingface.co")]
    [InlineData("https://")]
    public void AnEndpointThatIsNone_IsRefusedWithoutRepeatingIt(string endpoint)
    {
        _variables["HF_ENDPOINT"] = endpoint;

        HubException exception = Assert.Throws<HubException>(() => Settings);

        Assert.StartsWith("HF_ENDPOINT is no address of a server", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("Yes", true)]
    [InlineData("on", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void IsOffline_ReadsWhatPythonReads(string value, bool isOffline)
    {
        _variables["HF_HUB_OFFLINE"] = value;

        Assert.Equal(isOffline, Settings.IsOffline);
    }

    [Fact]
    public void Token_ComesFromItsVariable_OrElseFromItsFile()
    {
        Assert.Null(Settings.Token);

        _variables["HF_HOME"] = _folder.Path;
        File.WriteAllText(Path.Combine(_folder.Path, "token"), "hf_file\n");
        Assert.Equal("hf_file", Settings.Token);

        _variables["HF_TOKEN_PATH"] = Path.Combine(_folder.Path, "other");
        Assert.Null(Settings.Token);
        File.WriteAllText(Path.Combine(_folder.Path, "other"), " hf_other ");
        Assert.Equal("hf_other", Settings.Token);

        _variables["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1";
        Assert.Null(Settings.Token);

        _variables["HF_TOKEN"] = "hf_variable\r\n";
        Assert.Equal("hf_variable", Settings.Token);
    }

    [Theory]
    [InlineData("hf_two words")]
    [InlineData("hf_line\nAuthorization: other")]
    [InlineData("hf_ümlaut")]
    public void ATokenThatIsNone_IsRefusedWithoutRepeatingIt(string token)
    {
        _variables["HF_TOKEN"] = token;

        HubException exception = Assert.Throws<HubException>(() => Settings);

        Assert.Contains("HF_TOKEN has characters that no token has", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Timeouts_AreSeconds()
    {
        _variables["HF_HUB_DOWNLOAD_TIMEOUT"] = "60";
        _variables["HF_HUB_ETAG_TIMEOUT"] = "soon";

        Assert.Equal(TimeSpan.FromSeconds(60), Settings.StallTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), Settings.AnswerTimeout);
    }
}
