using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

public sealed class HubIdTests
{
    [Theory]
    [InlineData("facebook/dinov2-small", "facebook/dinov2-small", "main")]
    [InlineData("facebook/dinov2-small@v1.0", "facebook/dinov2-small", "v1.0")]
    [InlineData("facebook/dinov2-small@refs/pr/7", "facebook/dinov2-small", "refs/pr/7")]
    [InlineData("o_w.n-er/n4.m_e", "o_w.n-er/n4.m_e", "main")]
    public void TryParse_ReadsNameAndRevision(string text, string name, string revision)
    {
        Assert.True(HubId.TryParse(text, HubRepositoryKind.Model, out HubId? id));
        Assert.Equal((name, revision), (id.Name, id.Revision));
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("./folder")]
    [InlineData("../folder")]
    [InlineData("/folder")]
    [InlineData("folder/")]
    [InlineData("a/b/c")]
    [InlineData("a--b/c")]
    [InlineData("a/b..c")]
    [InlineData("a/b.git")]
    [InlineData("a/-b")]
    [InlineData("a/b c")]
    [InlineData("a\\b")]
    [InlineData("a/b@")]
    [InlineData("a/b@../c")]
    [InlineData("a/b@/c")]
    [InlineData("a/b@c\nd")]
    [InlineData("a/b\n")]
    [InlineData("")]
    public void TryParse_RefusesWhatTheHubDoes(string text)
    {
        Assert.False(HubId.TryParse(text, HubRepositoryKind.Model, out _));
    }

    [Fact]
    public void Paths_AreTheHubs()
    {
        HubId model = new(HubRepositoryKind.Model, "akin/leaf", "main");
        HubId data = new(HubRepositoryKind.DataSet, "akin/leaves", "main");

        Assert.Equal(("models--akin--leaf", "api/models/akin/leaf", "akin/leaf"), (model.FolderName, model.ApiPath, model.PagePath));
        Assert.Equal(("datasets--akin--leaves", "api/datasets/akin/leaves", "datasets/akin/leaves"), (data.FolderName, data.ApiPath, data.PagePath));
    }
}
